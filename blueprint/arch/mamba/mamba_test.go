package mamba_test

import (
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/blueprint/size"
	"github.com/metagen-go/metagen/blueprint/spec"
	"github.com/metagen-go/metagen/scripts/contract"
)

// published are the counts of the authors' checkpoints on Hugging Face.
var published = map[string]blueprint.Params{
	"mamba-130m": 129_135_360, "mamba-370m": 371_516_416, "mamba-790m": 793_204_224, "mamba-1.4b": 1_372_178_432, "mamba-2.8b": 2_768_345_600,
}

func TestPublishedCounts(t *testing.T) {
	for name, want := range published {
		if s := contract.Preset(t, name); s.Architecture != "mamba" || s.TotalParams != want || s.TrainableParams != want || s.ActiveParams != want {
			t.Errorf("%s is a %s of %d parameters, %d of which train; published are %d", name, s.Architecture, s.TotalParams, s.TrainableParams, want)
		}
	}
}

// TestStateBytes: 24 layers of 1,536 channels keep 3 inputs of the convolution, in bfloat16, and 16 states in float32, whatever the length.
func TestStateBytes(t *testing.T) {
	s := contract.Preset(t, "mamba-130m")
	for _, length := range []blueprint.Tokens{16, 2048, 1 << 20} {
		s.MaxSeqLen, s.SequenceLength = length, 16
		m, problems := arch.Build(s)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if got := m.Account(); got.StateBytes != 24*1536*(3*2+16*4) || got.KVCacheBytes != 0 {
			t.Errorf("%d tokens: %d bytes of state, and %d of keys and values", length, got.StateBytes, got.KVCacheBytes)
		}
	}
}

// TestTies: an output layer that shares the embedding's weight has none of its own, and says so.
func TestTies(t *testing.T) {
	for tied, want := range map[bool]blueprint.Params{true: 129_135_360, false: 129_135_360 + 768*50280} {
		s := contract.Preset(t, "mamba-130m")
		s.TieEmbeddings = blueprint.Flag(tied)
		m, _ := arch.Build(s)
		if m.Root.Count() != want {
			t.Errorf("tied %t: %d parameters; want %d", tied, m.Root.Count(), want)
		}
	}
}

// TestErrors holds what no Mamba can be to the literal lines that are printed.
func TestErrors(t *testing.T) {
	const head = "metagen_version: \"1.0\"\nname: x\n"
	for what, c := range map[string]struct{ src, want string }{
		"a rank of 0":        {"architecture: {name: mamba, dims: {dt_rank: 0}}\n", "f:3:45: error: dt_rank is 0, and must be 1 or more"},
		"no states":          {"architecture: {like: mamba-130m, dims: {state_size: 0}}\n", "f:3:53: error: state_size is 0, and must be 1 or more"},
		"no kernel":          {"architecture: {name: mamba, dims: {conv_kernel: 0}}\n", "f:3:49: error: conv_kernel is 0, and must be 1 or more"},
		"no channels":        {"architecture: {name: mamba, dims: {expand: 0}}\n", "f:3:44: error: expand is 0, and must be 1 or more"},
		"heads":              {"architecture: {name: mamba, dims: {heads: 8}}\n", "f:3:36: error: architecture mamba has no dim \"heads\"; it has hidden_size, layers, vocab_size, max_seq_len, state_size, conv_kernel, expand, dt_rank"},
		"positions":          {"architecture: {name: mamba, options: {position: rope}}\n", "f:3:39: error: architecture mamba has no option \"position\"; it has use_bias, use_conv_bias, norm_eps, tie_embeddings"},
		"another task":       {"task: {type: classification}\nmodality: {inputs: [text], outputs: [label]}\narchitecture: {name: mamba}\n", "f:3:14: error: architecture mamba does not serve family hybrid for classification from text to label; it is for a spec that names it, generation from text to text"},
		"longer than it may": {"training: {sequence_length: 4k}\narchitecture: {like: mamba-130m}\n", "f:3:29: error: sequence_length is 4096, and must be from 1 to max_seq_len, which is 2048"},
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

// TestIsNamed: a spec has a Mamba only where it says so.
func TestIsNamed(t *testing.T) {
	const rest = "modality: {inputs: [text], outputs: [text]}\ntask: {type: generation}\nconstraints: {parameter_budget: {max: 50M}}\n"
	for architecture, want := range map[string]blueprint.Text{
		"{name: mamba}": "mamba", "{like: mamba-130m, dims: {layers: 2}}": "mamba", "{family: transformer, name: mamba}": "mamba",
		"{family: hybrid}": "hybrid", "{family: transformer}": "decoder",
	} {
		if s := contract.Spec(t, "x", "metagen_version: \"1.0\"\nname: x\n"+rest+"architecture: "+architecture+"\n"); s.Architecture != want {
			t.Errorf("%s is a %s", architecture, s.Architecture)
		}
	}
}
