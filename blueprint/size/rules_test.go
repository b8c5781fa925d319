package size_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/size"
	"github.com/metagen-go/metagen/blueprint/spec"
)

// head is a spec but for its architecture, on four lines.
const head = `metagen_version: "1.0"
name: x
modality: {inputs: [text], outputs: [text]}
task: {type: generation}
`

// plain is a whole spec, on five lines.
const plain = head + "architecture: {family: transformer}\n"

// sized is what becomes of a spec that must be good.
func sized(t interface {
	Helper()
	Fatalf(string, ...any)
}, src string) (blueprint.State, blueprint.Trace, blueprint.Diagnostics) {
	t.Helper()
	sp, diags := spec.Parse("dir/f.yaml", []byte(src))
	if diags.Err() != nil {
		t.Fatalf("%v\n%s", diags, src)
	}
	s, trace, diags := size.State(sp)
	if diags.Err() != nil {
		t.Fatalf("%v\n%s", diags, src)
	}
	return s, trace, diags
}

// TestSeedRules holds the rules of the seed's _choose_dims against its own results, worked out by hand.
func TestSeedRules(t *testing.T) {
	for _, c := range []struct {
		name, domain, latency, device string
		hidden, layers, heads         int64
	}{
		{"x", "", "", "", 4096, 32, 16},
		{"x", "", "near-real-time", "consumer_gpu", 4096, 32, 16},
		{"x", "", "batch", "mobile", 4096, 32, 16},
		{"x", "", "real-time", "", 2048, 32, 8},
		{"x", "", "", "edge", 2048, 32, 8},
		{"x", "", "offline", "cpu", 2048, 32, 8},
		{"x", "", "real-time", "edge", 2048, 32, 8},           // halved once
		{"x", "", "real-time", "datacenter_gpu", 2048, 32, 8}, // real-time comes first
		{"x", "", "", "datacenter_gpu", 6144, 32, 24},
		{"x", "video", "", "", 4096, 40, 16},
		{"x", "audio", "", "", 4096, 28, 16},
		{"x", "images", "", "", 4096, 32, 16},
		{"tiny", "", "", "", 4096, 19, 16}, // int(32 x 0.6)
		{"my_tiny_one", "video", "", "", 4096, 24, 16},
		{"tiny", "audio", "", "", 4096, 16, 16},
		{"Tiny", "", "", "", 4096, 32, 16}, // the seed looks for "tiny"
		{"tiny", "", "real-time", "edge", 2048, 19, 8},
	} {
		src := strings.Replace(plain, "name: x", "name: "+c.name, 1)
		if c.domain != "" {
			src = strings.Replace(src, "generation}", "generation, domain: "+c.domain+"}", 1)
		}
		src += "constraints:\n"
		if c.latency != "" {
			src += "  latency: " + c.latency + "\n"
		}
		if c.device != "" {
			src += "  device: " + c.device + "\n"
		}
		s, _, _ := sized(t, src)
		if int64(s.HiddenSize) != c.hidden || int64(s.Layers) != c.layers || int64(s.Heads) != c.heads {
			t.Errorf("%+v gives %d, %d, %d", c, s.HiddenSize, s.Layers, s.Heads)
		}
	}
}

// TestOtherFamilies: what no architecture serves is said, with what there is.
func TestOtherFamilies(t *testing.T) {
	sp, _ := spec.Parse("f.yaml", []byte(strings.Replace(plain, "family: transformer", "family: gnn", 1)))
	s, trace, diags := size.State(sp)
	if s != (blueprint.State{}) || trace != nil || len(diags) != 1 || !size.Unserved(diags[0]) ||
		!strings.HasPrefix(diags[0].String(), "f.yaml:5:24: error: no architecture serves family gnn for generation from text to text; there are: ") {
		t.Errorf("%v", diags)
	}
	sp, _ = spec.Parse("f.yaml", []byte(head+"architecture: {name: decoder, family: cnn}\n"))
	_, _, diags = size.State(sp)
	if len(diags) != 1 || size.Unserved(diags[0]) || diags[0].Text != "architecture decoder does not serve family cnn for generation from text to text; it is a transformer for generation from text to text" {
		t.Errorf("%v", diags)
	}
}

func TestDropoutIsDrawnFromTheSeed(t *testing.T) {
	for seed, want := range map[string]blueprint.Rate{"0": 0.1, "1": 0.2, "2": 0.3, "3": 0.1, "42": 0.1, "43": 0.2, "-1": 0.3, "-2": 0.2, "-3": 0.1, "9223372036854775807": 0.2, "-9223372036854775808": 0.2} {
		s, trace, _ := sized(t, plain+"reproducibility: {seed: "+seed+"}\n")
		if s.Dropout != want || trace["dropout"] != blueprint.Origin("seed "+seed+": 0.1, 0.2 or 0.3 by seed mod 3") {
			t.Errorf("seed %s gives %v, %s", seed, s.Dropout, trace["dropout"])
		}
	}
	s, _, _ := sized(t, plain)
	if s.Seed != 42 || s.Dropout != 0.1 {
		t.Errorf("without a seed: %d, %v", s.Seed, s.Dropout)
	}
}

func TestContext(t *testing.T) {
	for text, want := range map[string]blueprint.Tokens{"256k": 262144, "4096": 4096, "1M": 1048576, "1": 1} {
		s, trace, diags := sized(t, plain+"constraints: {context_window: "+text+"}\n")
		if s.MaxSeqLen != want || s.ContextTokens != want || s.SequenceLength != min(want, 4096) || trace["max_seq_len"] != blueprint.Origin(fmt.Sprintf("f.yaml:6, %q", text)) || len(diags) > 0 {
			t.Errorf("%s gives %d, %d by %s, %v", text, s.MaxSeqLen, s.SequenceLength, trace["max_seq_len"], diags)
		}
	}
	for _, text := range []string{"infinite", "∞"} {
		s, _, diags := sized(t, plain+"constraints: {context_window: "+text+"}\n")
		if s.MaxSeqLen != 1048576 || len(diags) != 1 || diags[0].String() != "dir/f.yaml:6:31: warning: context_window "+text+" is read as 1048576 tokens: no model of this kind attends to more than it is built for" {
			t.Errorf("%s gives %d, %v", text, s.MaxSeqLen, diags)
		}
	}
	if s, _, _ := sized(t, plain); s.MaxSeqLen != 2048 || s.VocabSize != 50257 || s.ContextTokens != 0 || s.SequenceLength != 2048 {
		t.Errorf("without a context: %d, %d", s.MaxSeqLen, s.VocabSize)
	}
}

// TestTextLLM8B holds the seed's own example against the numbers that it must give.
func TestTextLLM8B(t *testing.T) {
	src, err := os.ReadFile("../../../shared/specs/text_llm_8b.yaml")
	if err != nil {
		t.Skip("the seed's example: no ../shared/specs beside the checkout")
	}
	s, _, diags := sized(t, string(src))
	if s.HiddenSize != 4096 || s.Layers != 32 || s.Heads != 16 || s.KVHeads != 16 || s.HeadDim != 256 || s.FFNSize != 11008 || s.VocabSize != 50257 || s.MaxSeqLen != 262144 {
		t.Errorf("%+v", s)
	}
	if s.TotalParams != 6_887_976_960 || s.WeightBytes != 13_775_953_920 || s.KVCacheBytes != 137_438_953_472 {
		t.Errorf("%d parameters, %d and %d bytes", s.TotalParams, s.WeightBytes, s.KVCacheBytes)
	}
	var missed []string
	for _, d := range diags {
		missed = append(missed, d.String())
	}
	want := `dir/f.yaml:15:18: warning: memory_budget 16GB is missed: weights 13.8 GB + KV cache of 262,144 tokens 137.4 GB = 151.2 GB; met from context_window "4k" down (15.9 GB)`
	if text := strings.Join(missed, "\n"); !strings.Contains(text, want) {
		t.Errorf("%s\nwant %s", text, want)
	}
}

// TestSharedTextSpecs: the predecessor's specs of a budget, fitted. Counts are worked out by hand: embedding and head, 2 x 50,257 x hidden;
// a block, 4 hidden^2 + 3 hidden x ffn + 2 hidden; a last norm.
func TestSharedTextSpecs(t *testing.T) {
	for name, want := range map[string]struct {
		hidden, layers, heads, ffn int64
		total                      blueprint.Params
	}{
		"text_llm_tiny":    {80, 12, 8, 256, 9_087_600},           // 8,041,120 + 12 x 87,200 + 80; 96 wide it would be 10,978,848 of 10M
		"edge_tiny_agent":  {1216, 12, 8, 3328, 338_917_440},      // 122,225,024 + 12 x 18,057,600 + 1,216; 1280 wide it would be 372,483,840 of 350M
		"infinite_context": {5632, 29, 22, 15104, 11_646_598_656}, // 566,094,848 + 29 x 382,086,144 + 5,632; 5632/192 is 29.3
	} {
		src, err := os.ReadFile("../../../shared/specs/" + name + ".yaml")
		if err != nil {
			t.Skip("the predecessor's specs: no ../shared/specs beside the checkout")
		}
		s, _, _ := sized(t, string(src))
		if int64(s.HiddenSize) != want.hidden || int64(s.Layers) != want.layers || int64(s.Heads) != want.heads || int64(s.FFNSize) != want.ffn || s.TotalParams != want.total {
			t.Errorf("%s: %d x %d, %d heads, ffn %d, %d parameters; want %+v", name, s.HiddenSize, s.Layers, s.Heads, s.FFNSize, s.TotalParams, want)
		}
	}
}
