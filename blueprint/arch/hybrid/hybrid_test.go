package hybrid_test

import (
	"slices"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/blueprint/size"
	"github.com/metagen-go/metagen/blueprint/spec"
	"github.com/metagen-go/metagen/scripts/contract"
)

// TestPublishedCounts: Jamba v0.1 has 51,570,323,328 parameters, and a token goes past 14 of 16 experts of 3 x 4096 x 14336 in 16 layers: 12B remain.
func TestPublishedCounts(t *testing.T) {
	s := contract.Preset(t, "jamba-v0.1")
	if s.Architecture != "hybrid" || s.TotalParams != 51_570_323_328 || s.TrainableParams != s.TotalParams || s.ActiveParams != 51_570_323_328-16*14*176_160_768 {
		t.Errorf("%s of %d parameters, %d of which train and %d are active", s.Architecture, s.TotalParams, s.TrainableParams, s.ActiveParams)
	}
	// 4 layers keep 2 x 8 x 128 numbers a token; 28 keep 3 inputs of 8,192 channels, in bfloat16, and 16 states of each in float32.
	if s.KVCacheBytes != 4*2*8*128*2*262_144 || s.StateBytes != 28*8192*(3*2+16*4) {
		t.Errorf("%d bytes of keys and values, %d of states", s.KVCacheBytes, s.StateBytes)
	}
}

// TestPattern: equal layers that follow each other are one node, whose name says which they are.
func TestPattern(t *testing.T) {
	for name, c := range map[string]struct {
		options map[string]any
		want    []string
	}{
		"dense":           {map[string]any{"attention_period": 3, "attention_offset": 2, "layers": 8}, []string{"layers[0-1] MambaBlock", "layers[2] AttentionBlock", "layers[3-4] MambaBlock", "layers[5] AttentionBlock", "layers[6-7] MambaBlock"}},
		"attention first": {map[string]any{"attention_period": 4, "attention_offset": 0, "layers": 4}, []string{"layers[0] AttentionBlock", "layers[1-3] MambaBlock"}},
		"experts": {map[string]any{"attention_period": 4, "attention_offset": 2, "layers": 5, "experts": 2, "expert_period": 2, "expert_offset": 1},
			[]string{"layers[0] MambaBlock", "layers[1] MambaBlock with experts", "layers[2] AttentionBlock", "layers[3] MambaBlock with experts", "layers[4] MambaBlock"}},
		"experts that attend": {map[string]any{"attention_period": 2, "attention_offset": 1, "layers": 4, "experts": 2, "expert_period": 2, "expert_offset": 1},
			[]string{"layers[0] MambaBlock", "layers[1] AttentionBlock with experts", "layers[2] MambaBlock", "layers[3] AttentionBlock with experts"}},
	} {
		m, problems := arch.Build(tinyState(name, c.options))
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		var got []string
		for _, n := range m.Root.Children[0].Children[1:] {
			if n.Name == "layers" {
				got = append(got, n.Called()+" "+n.Kind.Name)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q; want %q", name, got, c.want)
		}
	}
}

// TestErrors holds what no hybrid can be to the literal lines that are printed.
func TestErrors(t *testing.T) {
	const head = "metagen_version: \"1.0\"\nname: x\n"
	for what, c := range map[string]struct{ src, want string }{
		"an offset not below its period": {"architecture: {name: hybrid, options: {attention_period: 4, attention_offset: 4}}\n", "f:3:79: error: attention_offset is 4, and must be below attention_period, which is 4"},
		"an offset that no layer has":    {"architecture: {name: hybrid, dims: {layers: 4}, options: {attention_period: 8, attention_offset: 5}}\n", "f:3:98: error: attention_offset is 5, and must be below layers, which is 4: no layer would attend, as in architecture mamba"},
		"attention everywhere":           {"architecture: {name: hybrid, options: {attention_period: 1}}\n", "f:3:58: error: attention_period is 1, and must be 2 or more, so that some layers are state spaces: architecture decoder attends in all"},
		"experts' offset":                {"architecture: {name: hybrid, options: {experts: 4, expert_period: 2, expert_offset: 2}}\n", "f:3:85: error: expert_offset is 2, and must be below expert_period, which is 2"},
		"one expert":                     {"architecture: {name: hybrid, options: {experts: 1}}\n", "f:3:49: error: experts is 1, and must be 2 or more, or 0 for dense MLPs"},
		"more experts than there are":    {"architecture: {name: hybrid, options: {experts: 4, experts_per_token: 5}}\n", "f:3:71: error: experts_per_token is 5, and must be from 1 to experts, which is 4"},
		"a period of no experts":         {"architecture: {name: hybrid, options: {expert_period: 2}}\n", "f:3:55: error: expert_period does nothing without experts; take it out"},
		"a rank of 0":                    {"architecture: {like: jamba-v0.1, dims: {dt_rank: 0}}\n", "f:3:50: error: dt_rank is 0, and must be 1 or more"},
		"a plain MLP":                    {"architecture: {name: hybrid, options: {mlp: relu}}\n", "f:3:45: error: mlp is relu, and must be swiglu, geglu or geglu_tanh: the feed-forward parts are gated"},
		"key-value heads":                {"architecture: {like: jamba-v0.1, dims: {kv_heads: 3}}\n", "f:3:51: error: kv_heads 3 does not divide heads 32"},
		"rows that grouped_mm refuses":   {"architecture: {like: jamba-v0.1, dims: {ffn_size: 100}}\n", "f:3:51: error: ffn_size is 100, and torch's grouped_mm takes rows of a multiple of 16 bytes: a multiple of 8 in bfloat16"},
	} {
		t.Run(what, func(t *testing.T) {
			sp, diags := spec.Parse("f", []byte(head+c.src))
			if diags.Err() != nil {
				t.Fatal(diags)
			}
			if _, _, diags := size.State(sp); diags.Error() != c.want {
				t.Errorf("got\n%s\nwant\n%s", diags.Error(), c.want)
			}
		})
	}
}

// TestIsChosen: family hybrid, text to text; its budget is met, and both kinds of layer are there.
func TestIsChosen(t *testing.T) {
	s := contract.Spec(t, "x", "metagen_version: \"1.0\"\nname: x\nmodality: {inputs: [text], outputs: [text]}\ntask: {type: generation}\n"+
		"constraints: {parameter_budget: {min: 90M, max: 100M}}\narchitecture: {family: hybrid}\n")
	if s.Architecture != "hybrid" || s.TotalParams < 90_000_000 || s.TotalParams > 100_000_000 || s.KVCacheBytes == 0 || s.StateBytes == 0 {
		t.Errorf("%s of %d parameters, %d bytes of keys and values and %d of states", s.Architecture, s.TotalParams, s.KVCacheBytes, s.StateBytes)
	}
	if problems := arch.Check(arch.ByName("hybrid"), &blueprint.State{}); len(problems) == 0 {
		t.Error("a state of nothing is legal")
	}
}
