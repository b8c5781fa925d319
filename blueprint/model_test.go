package blueprint_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/metagen-go/metagen/blueprint"
)

// tree is a small model of three blocks on an embedding of ten rows of four.
func tree() *blueprint.Node {
	blocks := &blueprint.Node{
		Name: "blocks", Kind: &blueprint.Kind{Name: "block"}, Repeat: 3, First: 1, From: []string{"embed"},
		Params: []blueprint.Param{{Name: "scale", Shape: []int64{4}, Share: blueprint.Share{Part: 1, Whole: 2}}},
		Children: []*blueprint.Node{
			blueprint.Linear("q", 4, 6, false),
			blueprint.Linear("k", 4, 6, false), // reads what q reads
			blueprint.Linear("o", 6, 4, true, "q", "k"),
		},
		Cost: func(p blueprint.Pass) blueprint.Cost {
			return blueprint.Cost{FLOPs: 1000, Saved: 7, KVCache: blueprint.Bytes(2 * p.Context)}
		},
	}
	head := blueprint.Linear("head", 4, 10, true, "blocks")
	head.Params[0].Tied = "embed.weight"
	return &blueprint.Node{Kind: &blueprint.Kind{Name: "Tree"}, Children: []*blueprint.Node{
		blueprint.Embedding("embed", 10, 4), blocks, blueprint.Linear("gate", 4, 1, false, "embed"), head,
	}}
}

func TestCount(t *testing.T) {
	root := tree()
	// The embedding 40, a block 24 + 24 + (24 + 4) + 4 = 80, the gate 4, of the head its bias of 10: 40 + 3x80 + 4 + 10.
	if got := root.Count(); got != 294 {
		t.Errorf("%d parameters; want 294", got)
	}
	// A token meets half of each scale: three times 2 fewer.
	if got := root.Active(); got != 288 {
		t.Errorf("%d active parameters; want 288", got)
	}
	if got := root.Children[1].Count(); got != 240 {
		t.Errorf("the blocks have %d parameters; want 240", got)
	}
	root.Children[1].Repeat = math.MaxInt64
	if root.Count() != math.MaxInt64 || root.Active() != math.MaxInt64 {
		t.Error("what is too large to count is said to be less")
	}
}

func TestTotal(t *testing.T) {
	got := tree().Total(blueprint.Pass{Tokens: 5, Context: 7, Width: 2})
	// FLOPs are 2 x tokens x in x out: a block 3 x 240 + its own 1000, the gate 40, the head 400: 3x1720 + 440.
	// Saved: 5 indices of 8 bytes; in a block what q and k read, once, 5x4x2, what o reads, 5x6x2, and its own 7; the gate reads what
	// the first block reads; what the head reads, 5x4x2: 40 + 3x107 + 40.
	// A block keeps 2 bytes for each of 7 tokens.
	if want := (blueprint.Cost{FLOPs: 5600, Backward: 11200, Saved: 401, KVCache: 42}); got != want {
		t.Errorf("%+v; want %+v", got, want)
	}
}

// TestTotalKeepsInputsApart: two readers of one tensor keep it once, readers of two keep both.
func TestTotalKeepsInputsApart(t *testing.T) {
	pass := blueprint.Pass{Tokens: 1, Context: 1, Width: 1}
	read := func(name string, from ...string) *blueprint.Node {
		return blueprint.Linear(name, 100, 1, false, from...)
	}
	inner := &blueprint.Node{Name: "inner", Kind: &blueprint.Kind{}, From: []string{"a"}, Children: []*blueprint.Node{read("x"), read("a"), read("y", "a")}}
	for _, c := range []struct {
		what     string
		children []*blueprint.Node
		want     blueprint.Bytes
	}{
		{"the parent's input twice", []*blueprint.Node{read("a"), read("b")}, 100},
		{"a sibling's output twice", []*blueprint.Node{read("a"), read("b", "a"), read("c", "a")}, 200},
		{"two siblings' outputs", []*blueprint.Node{read("a"), read("b", "a"), read("c", "b")}, 300},
		{"a sum, and a part of it", []*blueprint.Node{read("a"), read("b", "a"), read("c", "a", "b")}, 300},
		{"inside and outside a module", []*blueprint.Node{read("a"), read("b", "a"), inner}, 300}, // inner.a is no a
	} {
		if got := (&blueprint.Node{Children: c.children}).Total(pass).Saved; got != c.want {
			t.Errorf("%s: %d bytes; want %d", c.what, got, c.want)
		}
	}
}

func TestTensors(t *testing.T) {
	m := &blueprint.Model{Root: tree()}
	var got []string
	for x := range m.Tensors() {
		got = append(got, strings.TrimSpace(fmt.Sprint(x.Name, x.Shape, " ", x.Tied)))
	}
	want := []string{
		"embed.weight[10 4]",
		"blocks.1.scale[4]", "blocks.1.q.weight[6 4]", "blocks.1.k.weight[6 4]", "blocks.1.o.weight[4 6]", "blocks.1.o.bias[4]",
		"blocks.2.scale[4]", "blocks.2.q.weight[6 4]", "blocks.2.k.weight[6 4]", "blocks.2.o.weight[4 6]", "blocks.2.o.bias[4]",
		"blocks.3.scale[4]", "blocks.3.q.weight[6 4]", "blocks.3.k.weight[6 4]", "blocks.3.o.weight[4 6]", "blocks.3.o.bias[4]",
		"gate.weight[1 4]", "head.weight[10 4] embed.weight", "head.bias[10]",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
	for x := range m.Tensors() { // a reader may stop where it likes
		if x.Name == "blocks.2.q.weight" {
			break
		}
	}
}

func TestWalk(t *testing.T) {
	var got []string
	tree().Walk(func(path string, times int64, n *blueprint.Node) {
		got = append(got, fmt.Sprintf("%s x%d %s", path, times, n.Kind.Name))
	})
	want := []string{
		" x1 Tree", "embed x1 embedding", "blocks.* x3 block", "blocks.*.q x3 linear", "blocks.*.k x3 linear", "blocks.*.o x3 linear", "gate x1 linear", "head x1 linear",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
}

func TestAccount(t *testing.T) {
	m := &blueprint.Model{Root: tree(), State: blueprint.State{SequenceLength: 5, MaxSeqLen: 70, Precision: "bfloat16", Layers: 3}}
	got := m.Account()
	want := blueprint.State{
		SequenceLength: 5, MaxSeqLen: 70, Precision: "bfloat16", Layers: 3,
		TotalParams: 294, TrainableParams: 294, ActiveParams: 288, WeightBytes: 588, ForwardFLOPs: 5600, TrainingFLOPs: 16800, ActivationBytes: 401, KVCacheBytes: 420,
	}
	if got != want {
		t.Errorf("%+v\nwant %+v", got, want)
	}
}

func TestDropoutKeepsItsMask(t *testing.T) {
	pass := blueprint.Pass{Tokens: 5, Context: 5, Width: 2}
	if got := blueprint.Dropout("d", 4, 0.1, 2).Total(pass).Saved; got != 80 { // 2 calls x 5 tokens x 4 channels x 2 bytes
		t.Errorf("%d bytes; want 80", got)
	}
	if got := blueprint.Dropout("d", 4, 0, 2).Total(pass).Saved; got != 0 {
		t.Errorf("no dropout saves %d bytes", got)
	}
}

func TestSummary(t *testing.T) {
	m := &blueprint.Model{Arch: &blueprint.Architecture{Title: "decoder-only transformer"}, State: blueprint.State{Layers: 12, HiddenSize: 768, Heads: 12, TotalParams: 124439808}}
	if got := m.Summary(); got != "A decoder-only transformer: 12 layers of width 768 with 12 heads, 124,439,808 parameters." {
		t.Error(got)
	}
	m.Arch, m.State.Heads = &blueprint.Architecture{Title: "encoder"}, 0
	if got := m.Summary(); got != "An encoder: 12 layers of width 768, 124,439,808 parameters." {
		t.Error(got)
	}
}

func TestPresetFiles(t *testing.T) {
	files := fstest.MapFS{"presets/b.yaml": {Data: []byte("b")}, "presets/a-1.5b.yaml": {Data: []byte("a")}, "presets/notes.txt": {}, "other/c.yaml": {}}
	list := blueprint.PresetFiles(files, "arch/x/")
	if len(list) != 2 || list[0].Name != "a-1.5b" || list[0].File != "arch/x/presets/a-1.5b.yaml" || string(list[0].YAML) != "a" || list[1].Name != "b" {
		t.Errorf("%+v", list)
	}
}
