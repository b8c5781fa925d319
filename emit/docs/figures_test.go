package docs

import (
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
)

func TestFigures(t *testing.T) {
	m := compile(t, "mixtral-8x7b.yaml", like("mixtral-8x7b"))
	files := emitted(t, m)
	if words := wellFormed(t, "parameters.svg", files["docs/figures/parameters.svg"]); !strings.Contains(words, "45,097,156,608 · 96.6%") { // 32 x 8 x 3 x 14336 x 4096
		t.Errorf("the bars do not show the experts and their share: %s", words)
	}
	words := wellFormed(t, "architecture.svg", files["docs/figures/architecture.svg"])
	for _, text := range []string{"layers × 32 · Block", "1,451,270,144 each", "embed_tokens", "mixture of experts: gate, experts", "lm_head"} {
		if !strings.Contains(words, text) {
			t.Errorf("the diagram lacks %q: %s", text, words)
		}
	}
	if words := wellFormed(t, "memory.svg", files["docs/figures/memory.svg"]); strings.Contains(words, "budget,") || !strings.Contains(words, "KV cache, 4.29 GB") { // 2 x 32 x 8 x 128 x 32768 x 2
		t.Errorf("memory without a budget: %s", words)
	}
	if words := emitted(t, compile(t, "full.yaml", fullSpec))["docs/figures/memory.svg"]; !strings.Contains(words, "budget, 10MB") {
		t.Error("memory with a budget shows none")
	}
	m.State.KVCacheBytes = 0
	if _, drawn := emitted(t, m)["docs/figures/memory.svg"]; drawn {
		t.Error("memory is drawn where nothing is cached")
	}
}

func TestDiagramOfOtherTrees(t *testing.T) {
	kind, stage := &blueprint.Kind{Name: "conv"}, &blueprint.Kind{Name: "stage"}
	leaf := func(name string, from ...string) *blueprint.Node {
		return &blueprint.Node{Name: name, Kind: kind, From: from, Params: []blueprint.Param{{Name: "weight", Shape: []int64{3, 3}}}}
	}
	var children []*blueprint.Node
	for _, name := range []string{"a<b>", strings.Repeat("long", 60), "skip", "last"} {
		children = append(children, leaf(name))
	}
	children[2].From, children[3].From, children[3].Links = []string{"a<b>", "elsewhere"}, []string{"skip", ""}, []string{"a<b>"}
	block := &blueprint.Node{Name: "blocks", Kind: stage, Repeat: 3, Children: children}
	root := &blueprint.Node{Kind: &blueprint.Kind{Name: "Net"}, Children: []*blueprint.Node{leaf("stem"), block, {Name: "more", Kind: stage, Repeat: 2, Children: children}}}
	m := &blueprint.Model{Arch: &blueprint.Architecture{Title: "net"}, Root: root}
	drawing := string(architectureFigure(m).file(m))
	words := wellFormed(t, "architecture.svg", drawing)
	for _, text := range []string{"blocks × 3 · stage", "more × 2", "36 each", "a<b>", "stem", "conv of elsewhere"} {
		if !strings.Contains(words, text) {
			t.Errorf("the diagram lacks %q: %s", text, words)
		}
	}
	if n := strings.Count(drawing, ">skip<"); n != 1 {
		t.Errorf("the inside of a kind is drawn %d times: %s", n, words)
	}
	lanes, slots := lanesOf(block)
	if len(lanes) != 3 || slots != 3 {
		t.Errorf("lanes %v in %d slots", lanes, slots)
	}
	if drawn := parameterFigure(&blueprint.Model{Root: &blueprint.Node{Kind: kind}}); drawn != nil {
		t.Error("bars of no parameters")
	}
}
