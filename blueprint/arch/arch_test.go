package arch_test

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/blueprint/spec"
)

func TestArchitecturesAreTheDirectories(t *testing.T) {
	var there []string
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() && e.Name() != "__pycache__" {
			there = append(there, e.Name())
		}
	}
	if got := slices.Sorted(slices.Values(arch.Names())); !slices.Equal(got, there) {
		t.Errorf("listed are %v, and there are %v", got, there)
	}
}

func TestArchitecturesAreDescribed(t *testing.T) {
	for _, a := range arch.Architectures {
		if a.Name == "" || a.Title == "" || a.Serves == "" || a.Notation == "" || a.Floor < 1 || !strings.HasSuffix(a.Doc, ".") || !strings.Contains(a.Doc, "hidden_size") {
			t.Errorf("%+v", a)
		}
		seen := map[string]bool{}
		for _, key := range a.Fields {
			f := blueprint.FieldByKey(key)
			if f == nil || f.Role != "dim" && f.Role != "option" && f.Group != "Task" || seen[key] {
				t.Errorf("%s takes %s, which is no dim, no option and nothing of the task, or twice", a.Name, key)
			}
			seen[key] = true
		}
		if arch.ByName(a.Name) != a {
			t.Errorf("%s is not found by its name", a.Name)
		}
	}
	if arch.ByName("") != nil || arch.ByName("Decoder") != nil {
		t.Error("an architecture is found by another name")
	}
}

func TestChoose(t *testing.T) {
	takes := blueprint.State{Family: "transformer", TaskType: "generation", Inputs: "text", Outputs: "text"}
	if a := arch.Choose(&takes); a == nil || a.Name != "decoder" {
		t.Errorf("text to text by a transformer is %v", a)
	}
	for what, change := range map[string]func(s *blueprint.State){
		"another family":   func(s *blueprint.State) { s.Family = "gnn" },
		"another task":     func(s *blueprint.State) { s.TaskType = "recommendation" },
		"another input":    func(s *blueprint.State) { s.Inputs = "point_cloud" },
		"one more input":   func(s *blueprint.State) { s.Inputs = "text\ngraph" },
		"another output":   func(s *blueprint.State) { s.Outputs = "action" },
		"nothing whatever": func(s *blueprint.State) { *s = blueprint.State{} },
	} {
		s := takes
		if change(&s); arch.Choose(&s) != nil {
			t.Errorf("%s is served by %s", what, arch.Choose(&s).Name)
		}
	}
}

// TestPresets: every preset reads, states only what its architecture takes, and has a name of its own.
func TestPresets(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range arch.Presets() {
		if seen[name] {
			t.Errorf("there are two presets %s", name)
		}
		seen[name] = true
		a, p := arch.Preset(name)
		if a == nil || p.Name != name || p.File != "arch/"+a.Name+"/presets/"+name+".yaml" {
			t.Fatalf("%s is %+v", name, p)
		}
		content, diags := spec.ParsePreset(p.File, p.YAML)
		if len(diags) > 0 || content.Description.Value == "" || len(content.Dims) == 0 || len(content.Options) == 0 {
			t.Errorf("%s: %v", name, diags)
			continue
		}
		for role, list := range map[string][]spec.Entry{"dim": content.Dims, "option": content.Options} {
			for _, e := range list {
				var s blueprint.State
				f := blueprint.FieldByKey(e.Field())
				if f == nil || f.Role != role || !slices.Contains(a.Fields, f.Key) || f.Set(&s, e.Value) != nil {
					t.Errorf("%s:%d: %s is no %s that can be %s", p.File, e.Line, e.Key, role, e.Text)
				}
			}
		}
	}
	if a, p := arch.Preset("gpt5"); a != nil || p != nil {
		t.Error("gpt5 is there")
	}
}

// small is a legal decoder.
func small() blueprint.State {
	d := &blueprint.Draft{Trace: blueprint.Trace{}}
	for key, value := range map[string]any{
		"architecture": "decoder", "precision": "bfloat16", "hidden_size": 64, "layers": 2, "heads": 4, "vocab_size": 100, "max_seq_len": 32, "sequence_length": 16,
	} {
		d.Put(key, value, "test")
	}
	arch.ByName("decoder").Derive(d)
	return d.State
}

func mixture(s *blueprint.State) {
	s.FFNSize, s.Experts, s.ExpertsPerToken, s.ExpertFFNSize = 0, 4, 2, 64
}

// TestCheck holds each rule of the decoder against its literal text, one broken at a time.
func TestCheck(t *testing.T) {
	for want, c := range map[string]struct {
		key   string
		spoil func(s *blueprint.State)
	}{
		"hidden_size is 0, and must be 1 or more":                                                {"hidden_size", func(s *blueprint.State) { s.HiddenSize = 0 }},
		"layers is 0, and must be 1 or more":                                                     {"layers", func(s *blueprint.State) { s.Layers = 0 }},
		"heads is 0, and must be 1 or more":                                                      {"heads", func(s *blueprint.State) { s.Heads = 0 }},
		"kv_heads is 0, and must be 1 or more":                                                   {"kv_heads", func(s *blueprint.State) { s.KVHeads = 0 }},
		"head_dim is 0, and must be 1 or more":                                                   {"head_dim", func(s *blueprint.State) { s.HeadDim = 0 }},
		"vocab_size is 0, and must be 1 or more":                                                 {"vocab_size", func(s *blueprint.State) { s.VocabSize = 0 }},
		"max_seq_len is 0, and must be 1 or more":                                                {"max_seq_len", func(s *blueprint.State) { s.MaxSeqLen = 0 }},
		"ffn_size is 0, and must be 1 or more":                                                   {"ffn_size", func(s *blueprint.State) { s.FFNSize = 0 }},
		"layers is -1, and must be from 0 to 2147483647":                                         {"layers", func(s *blueprint.State) { s.Layers = -1 }},
		"vocab_size is 2147483648, and must be from 0 to 2147483647":                             {"vocab_size", func(s *blueprint.State) { s.VocabSize = 1 << 31 }},
		"sliding_window is -1, and must be from 0 to 2147483647":                                 {"sliding_window", func(s *blueprint.State) { s.SlidingWindow = -1 }},
		"norm_eps is NaN, and must be 0 or more":                                                 {"norm_eps", func(s *blueprint.State) { s.NormEps = blueprint.Real(math.NaN()) }},
		"norm_eps is -1, and must be 0 or more":                                                  {"norm_eps", func(s *blueprint.State) { s.NormEps = -1 }},
		"norm_eps is 1e+39, and must be 0 or more":                                               {"norm_eps", func(s *blueprint.State) { s.NormEps = 1e39 }},
		"dropout is 1, and must be below 1":                                                      {"dropout", func(s *blueprint.State) { s.Dropout = 1 }},
		`norm is "batchnorm", and must be one of [rmsnorm rmsnorm_offset layernorm]`:             {"norm", func(s *blueprint.State) { s.Norm = "batchnorm" }},
		`precision is "int8", and must be one of [float32 bfloat16 float16]`:                     {"precision", func(s *blueprint.State) { s.Precision = "int8" }},
		`mlp is "", and must be one of [swiglu geglu geglu_tanh gelu gelu_tanh relu quick_gelu]`: {"mlp", func(s *blueprint.State) { s.MLP = "" }},
		"sequence_length is 0, and must be from 1 to max_seq_len, which is 32":                   {"sequence_length", func(s *blueprint.State) { s.SequenceLength = 0 }},
		"sequence_length is 33, and must be from 1 to max_seq_len, which is 32":                  {"sequence_length", func(s *blueprint.State) { s.SequenceLength = 33 }},
		"kv_heads 3 does not divide heads 4":                                                     {"kv_heads", func(s *blueprint.State) { s.KVHeads = 3 }},
		"kv_heads 8 does not divide heads 4":                                                     {"kv_heads", func(s *blueprint.State) { s.KVHeads = 8 }},
		"head_dim 15 with partial_rotary 1 leaves 15 channels to turn, and rotary positions turn pairs of them: state a head_dim, heads or partial_rotary that makes the number even and above 0":  {"head_dim", func(s *blueprint.State) { s.HeadDim = 15 }},
		"head_dim 16 with partial_rotary 0.1 leaves 1 channels to turn, and rotary positions turn pairs of them: state a head_dim, heads or partial_rotary that makes the number even and above 0": {"head_dim", func(s *blueprint.State) { s.PartialRotary = 0.1 }},
		"head_dim 16 with partial_rotary 0 leaves 0 channels to turn, and rotary positions turn pairs of them: state a head_dim, heads or partial_rotary that makes the number even and above 0":   {"head_dim", func(s *blueprint.State) { s.PartialRotary = 0 }},
		"partial_rotary is 1.5, and a share is at most 1":                                                                {"partial_rotary", func(s *blueprint.State) { s.PartialRotary = 1.5 }},
		"rope_theta is 1, and must be above 1":                                                                           {"rope_theta", func(s *blueprint.State) { s.RopeTheta = 1 }},
		"sliding_window does not go with position alibi: set one of them aside":                                          {"sliding_window", func(s *blueprint.State) { s.Position, s.SlidingWindow = "alibi", 4 }},
		"shared_norm needs parallel_residual: without it the branches read the stream one after the other":               {"shared_norm", func(s *blueprint.State) { s.SharedNorm = true }},
		"embedding_norm does not go with position learned":                                                               {"embedding_norm", func(s *blueprint.State) { s.Position, s.EmbeddingNorm = "learned", true }},
		"embedding_norm does not go with scale_embeddings: the norm undoes the scale":                                    {"embedding_norm", func(s *blueprint.State) { s.ScaleEmbeddings, s.EmbeddingNorm = true, true }},
		"scale_embeddings does not go with position learned":                                                             {"scale_embeddings", func(s *blueprint.State) { s.Position, s.ScaleEmbeddings = "learned", true }},
		"experts_per_token is 0, and must be from 1 to experts, which is 4":                                              {"experts_per_token", func(s *blueprint.State) { mixture(s); s.ExpertsPerToken = 0 }},
		"experts_per_token is 5, and must be from 1 to experts, which is 4":                                              {"experts_per_token", func(s *blueprint.State) { mixture(s); s.ExpertsPerToken = 5 }},
		"expert_ffn_size is 0, and must be 1 or more":                                                                    {"expert_ffn_size", func(s *blueprint.State) { mixture(s); s.ExpertFFNSize = 0 }},
		"experts are gated MLPs: mlp is gelu, and must be swiglu, geglu or geglu_tanh":                                   {"mlp", func(s *blueprint.State) { mixture(s); s.MLP = "gelu" }},
		"experts have no bias: mlp_bias must be false":                                                                   {"mlp_bias", func(s *blueprint.State) { mixture(s); s.MLPBias = true }},
		"hidden_size is 68, and torch's grouped_mm takes rows of a multiple of 16 bytes: a multiple of 8 in bfloat16":    {"hidden_size", func(s *blueprint.State) { mixture(s); s.HiddenSize = 68 }},
		"expert_ffn_size is 62, and torch's grouped_mm takes rows of a multiple of 16 bytes: a multiple of 4 in float32": {"expert_ffn_size", func(s *blueprint.State) { mixture(s); s.ExpertFFNSize, s.Precision = 62, "float32" }},
	} {
		s := small()
		c.spoil(&s)
		if m, got := arch.Build(s); m != nil || len(got) != 1 || got[0] != (blueprint.Problem{Key: c.key, Text: want}) {
			t.Errorf("%s: %q", want, got)
		}
	}
	for _, legal := range []func(s *blueprint.State){func(*blueprint.State) {}, mixture} {
		s := small()
		if legal(&s); len(arch.Check(arch.ByName("decoder"), &s)) > 0 {
			t.Errorf("%v", arch.Check(arch.ByName("decoder"), &s))
		}
	}
}

func TestBuildRefuses(t *testing.T) {
	s := small()
	s.Architecture = "perceptron"
	if m, got := arch.Build(s); m != nil || len(got) != 1 || got[0].Text != fmt.Sprintf("there is no architecture %q; there are %v", "perceptron", arch.Names()) {
		t.Errorf("%v", got)
	}
	for figure, grow := range map[string]func(s *blueprint.State){
		"total_params": func(s *blueprint.State) { s.HiddenSize, s.VocabSize, s.Layers = 1<<30, 1<<31-1, 1<<31-1 },
		"forward_flops": func(s *blueprint.State) {
			s.MaxSeqLen, s.SequenceLength, s.Heads, s.KVHeads = 1<<31-1, 1<<31-1, 1<<10, 1
		},
		"kv_cache_bytes": func(s *blueprint.State) { s.MaxSeqLen, s.Layers = 1<<31-1, 1<<26 },
		"training_flops": func(s *blueprint.State) { s.MaxSeqLen, s.SequenceLength, s.Layers = 1<<20, 1<<20, 15000 },
		"activation_bytes": func(s *blueprint.State) { // heads of one channel on a stream of one: norms keep more than matmuls cost
			s.HiddenSize, s.HeadDim, s.MaxSeqLen, s.SequenceLength = 1, 1, 1, 1
			s.QKNorm, s.Position, s.Precision = true, "none", "float32"
			s.Heads, s.KVHeads, s.Layers = 1<<29, 1<<29, 430_000_000
		},
	} {
		s := small()
		grow(&s)
		m, got := arch.Build(s)
		if want := "the dimensions give " + figure + " of 2^63 or more, which is too much to count; make them smaller"; m != nil || len(got) != 1 || got[0].Text != want {
			t.Errorf("%s: %v", figure, got)
		}
	}
}
