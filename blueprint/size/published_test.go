package size_test

import (
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
)

// presets are the decoders, with the counts that the models' makers publish, as the checkpoints on Hugging Face have them.
var presets = map[string]blueprint.Params{
	"gpt2": 124_439_808, "gpt2-xl": 1_557_611_200, "pythia-410m": 405_334_016, "opt-1.3b": 1_315_758_080, "llama-2-7b": 6_738_415_616,
	"llama-3-8b": 8_030_261_248, "llama-3.2-1b": 1_235_814_400, "smollm2-135m": 134_515_008, "mistral-7b": 7_241_732_096, "mixtral-8x7b": 46_702_792_704,
	"qwen2.5-0.5b": 494_032_768, "qwen3-0.6b": 596_049_920, "qwen3-30b-a3b": 30_532_122_624, "gemma-2b": 2_506_172_416, "phi-2": 2_779_683_840,
}

func TestPresetsHaveTheirPublishedCounts(t *testing.T) {
	list := arch.ByName("decoder").Presets
	for _, p := range list {
		name := p.Name
		s, _, _ := sized(t, "metagen_version: \"1.0\"\nname: x\narchitecture: {like: "+name+"}\n")
		if want := presets[name]; s.TotalParams != want || s.TrainableParams != want {
			t.Errorf("%s has %d parameters; published are %d", name, s.TotalParams, want)
		}
	}
	if len(presets) != len(list) {
		t.Errorf("%d counts for %d presets", len(presets), len(list))
	}
}

// TestActiveParameters: what a token goes through, as the makers round it: 12.9B of Mixtral, 3.3B of Qwen3 30B-A3B.
func TestActiveParameters(t *testing.T) {
	for name, want := range map[string]blueprint.Params{
		// 32 layers have 8 experts of 3 x 4096 x 14336, and a token goes past 6 of them.
		"mixtral-8x7b": 46_702_792_704 - 32*6*176_160_768,
		// 48 layers have 128 experts of 3 x 2048 x 768, and a token goes past 120 of them.
		"qwen3-30b-a3b": 30_532_122_624 - 48*120*4_718_592,
		"gpt2":          124_439_808,
	} {
		s, _, _ := sized(t, "metagen_version: \"1.0\"\nname: x\narchitecture: {like: "+name+"}\n")
		if s.ActiveParams != want {
			t.Errorf("%s: %d active parameters; want %d", name, s.ActiveParams, want)
		}
	}
}

const (
	gpt2Options = "options: {norm: layernorm, mlp: gelu_tanh, mlp_bias: true, position: learned, attention_bias: true, attention_output_bias: true, tie_embeddings: true}"
	neoxOptions = "options: {norm: layernorm, mlp: gelu, mlp_bias: true, partial_rotary: 0.25, attention_bias: true, attention_output_bias: true, parallel_residual: true}"
	optOptions  = "options: {norm: layernorm, mlp: relu, mlp_bias: true, position: learned, position_offset: 2, attention_bias: true, attention_output_bias: true, tie_embeddings: true}"
	phiOptions  = "options: {norm: layernorm, mlp: gelu_tanh, mlp_bias: true, partial_rotary: 0.5, attention_bias: true, attention_output_bias: true, parallel_residual: true, shared_norm: true, lm_head_bias: true}"
	bloomOption = "options: {norm: layernorm, mlp: gelu_tanh, mlp_bias: true, position: alibi, embedding_norm: true, attention_bias: true, attention_output_bias: true, tie_embeddings: true}"
)

// public are other decoders by the dims in their config.json, and the counts of their checkpoints.
var public = map[string]struct {
	architecture string
	want         blueprint.Params
}{
	"TinyLlama 1.1B":  {"dims: {hidden_size: 2048, layers: 22, heads: 32, kv_heads: 4, ffn_size: 5632, vocab_size: 32000, max_seq_len: 2048}", 1_100_048_384},
	"Llama 2 13B":     {"dims: {hidden_size: 5120, layers: 40, heads: 40, ffn_size: 13824, vocab_size: 32000, max_seq_len: 4096}", 13_015_864_320},
	"Llama 2 70B":     {"dims: {hidden_size: 8192, layers: 80, heads: 64, kv_heads: 8, ffn_size: 28672, vocab_size: 32000, max_seq_len: 4096}", 68_976_648_192},
	"Llama 3 70B":     {"dims: {hidden_size: 8192, layers: 80, heads: 64, kv_heads: 8, ffn_size: 28672, vocab_size: 128256, max_seq_len: 8192}", 70_553_706_496},
	"Llama 3.2 3B":    {"dims: {hidden_size: 3072, layers: 28, heads: 24, kv_heads: 8, head_dim: 128, ffn_size: 8192, vocab_size: 128256, max_seq_len: 8192}, options: {tie_embeddings: true}", 3_212_749_824},
	"Mistral 7B v0.3": {"dims: {hidden_size: 4096, layers: 32, heads: 32, kv_heads: 8, ffn_size: 14336, vocab_size: 32768, max_seq_len: 32768}", 7_248_023_552},
	"Qwen2.5 1.5B":    {"dims: {hidden_size: 1536, layers: 28, heads: 12, kv_heads: 2, ffn_size: 8960, vocab_size: 151936, max_seq_len: 32768}, options: {attention_bias: true, tie_embeddings: true}", 1_543_714_304},
	"Qwen2.5 7B":      {"dims: {hidden_size: 3584, layers: 28, heads: 28, kv_heads: 4, ffn_size: 18944, vocab_size: 152064, max_seq_len: 32768}, options: {attention_bias: true}", 7_615_616_512},
	"Qwen3 8B":        {"dims: {hidden_size: 4096, layers: 36, heads: 32, kv_heads: 8, head_dim: 128, ffn_size: 12288, vocab_size: 151936, max_seq_len: 40960}, options: {qk_norm: true}", 8_190_735_360},
	"Qwen3 235B":      {"dims: {hidden_size: 4096, layers: 94, heads: 64, kv_heads: 4, head_dim: 128, vocab_size: 151936, max_seq_len: 40960}, options: {qk_norm: true, experts: 128, experts_per_token: 8, expert_ffn_size: 1536}", 235_093_634_560},
	"Mixtral 8x22B":   {"dims: {hidden_size: 6144, layers: 56, heads: 48, kv_heads: 8, vocab_size: 32768, max_seq_len: 65536}, options: {experts: 8, experts_per_token: 2, expert_ffn_size: 16384}", 140_630_071_296},
	"SmolLM2 360M":    {"dims: {hidden_size: 960, layers: 32, heads: 15, kv_heads: 5, ffn_size: 2560, vocab_size: 49152, max_seq_len: 8192}, options: {tie_embeddings: true}", 361_821_120},
	"SmolLM2 1.7B":    {"dims: {hidden_size: 2048, layers: 24, heads: 32, ffn_size: 8192, vocab_size: 49152, max_seq_len: 8192}, options: {tie_embeddings: true}", 1_711_376_384},
	"Gemma 7B":        {"dims: {hidden_size: 3072, layers: 28, heads: 16, head_dim: 256, ffn_size: 24576, vocab_size: 256000, max_seq_len: 8192}, options: {norm: rmsnorm_offset, mlp: geglu_tanh, tie_embeddings: true, scale_embeddings: true}", 8_537_680_896},
	"Phi-3 mini":      {"dims: {hidden_size: 3072, layers: 32, heads: 32, ffn_size: 8192, vocab_size: 32064, max_seq_len: 4096}", 3_821_079_552},
	"GPT-2 medium":    {"dims: {hidden_size: 1024, layers: 24, heads: 16, ffn_size: 4096, vocab_size: 50257, max_seq_len: 1024}, " + gpt2Options, 354_823_168},
	"GPT-2 large":     {"dims: {hidden_size: 1280, layers: 36, heads: 20, ffn_size: 5120, vocab_size: 50257, max_seq_len: 1024}, " + gpt2Options, 774_030_080},
	"Pythia 1B":       {"dims: {hidden_size: 2048, layers: 16, heads: 8, ffn_size: 8192, vocab_size: 50304, max_seq_len: 2048}, " + neoxOptions, 1_011_781_632},
	"Pythia 6.9B":     {"dims: {hidden_size: 4096, layers: 32, heads: 32, ffn_size: 16384, vocab_size: 50432, max_seq_len: 2048}, " + neoxOptions, 6_857_302_016},
	"Pythia 12B":      {"dims: {hidden_size: 5120, layers: 36, heads: 40, ffn_size: 20480, vocab_size: 50688, max_seq_len: 2048}, " + neoxOptions, 11_846_072_320},
	"GPT-NeoX 20B":    {"dims: {hidden_size: 6144, layers: 44, heads: 64, ffn_size: 24576, vocab_size: 50432, max_seq_len: 2048}, " + neoxOptions, 20_554_567_680},
	"OPT 125M":        {"dims: {hidden_size: 768, layers: 12, heads: 12, ffn_size: 3072, vocab_size: 50272, max_seq_len: 2048}, " + optOptions, 125_239_296},
	"OPT 6.7B":        {"dims: {hidden_size: 4096, layers: 32, heads: 32, ffn_size: 16384, vocab_size: 50272, max_seq_len: 2048}, " + optOptions, 6_658_473_984},
	"Phi-1.5":         {"dims: {hidden_size: 2048, layers: 24, heads: 32, ffn_size: 8192, vocab_size: 51200, max_seq_len: 2048}, " + phiOptions, 1_418_270_720},
	"Falcon 7B":       {"dims: {hidden_size: 4544, layers: 32, heads: 71, kv_heads: 1, ffn_size: 18176, vocab_size: 65024, max_seq_len: 2048}, options: {norm: layernorm, mlp: gelu, parallel_residual: true, shared_norm: true, tie_embeddings: true}", 6_921_720_704},
	"StableLM 3B":     {"dims: {hidden_size: 2560, layers: 32, heads: 32, ffn_size: 6912, vocab_size: 50304, max_seq_len: 4096}, options: {norm: layernorm, partial_rotary: 0.25}", 2_795_443_200},
	"MPT 7B":          {"dims: {hidden_size: 4096, layers: 32, heads: 32, ffn_size: 16384, vocab_size: 50432, max_seq_len: 2048}, options: {norm: layernorm, norm_bias: false, mlp: gelu, position: alibi, tie_embeddings: true}", 6_649_286_656},
	"BLOOM 560M":      {"dims: {hidden_size: 1024, layers: 24, heads: 16, ffn_size: 4096, vocab_size: 250880, max_seq_len: 2048}, " + bloomOption, 559_214_592},
	"BLOOM 7.1B":      {"dims: {hidden_size: 4096, layers: 30, heads: 32, ffn_size: 16384, vocab_size: 250880, max_seq_len: 2048}, " + bloomOption, 7_069_016_064},
}

func TestPublicDecodersHaveTheirPublishedCounts(t *testing.T) {
	for name, c := range public {
		s, _, _ := sized(t, head+"architecture: {family: transformer, "+c.architecture+"}\n")
		if s.TotalParams != c.want {
			t.Errorf("%s has %d parameters; published are %d", name, s.TotalParams, c.want)
		}
	}
}

// TestLikeIsAStart: what the spec states comes before the preset, and what follows from it follows.
func TestLikeIsAStart(t *testing.T) {
	like := "metagen_version: \"1.0\"\nname: x\narchitecture: {like: gpt2"
	for what, c := range map[string]struct {
		src  string
		want func(s *blueprint.State) bool
	}{
		"its own": {"", func(s *blueprint.State) bool {
			return s.HiddenSize == 768 && s.Layers == 12 && s.Dropout == 0.1 && s.Norm == "layernorm"
		}},
		"fewer layers": {", dims: {layers: 6}", func(s *blueprint.State) bool {
			return s.Layers == 6 && s.HiddenSize == 768 && s.TotalParams == 81_912_576
		}}, // DistilGPT-2
		"another norm": {", options: {norm: rmsnorm}", func(s *blueprint.State) bool {
			return s.Norm == "rmsnorm" && !bool(s.NormBias) && s.Position == "learned"
		}},
		"a longer context": {", dims: {max_seq_len: 2048}", func(s *blueprint.State) bool { return s.MaxSeqLen == 2048 && s.TotalParams == 124_439_808+1024*768 }},
	} {
		s, _, _ := sized(t, like+c.src+"}\n")
		if !c.want(&s) {
			t.Errorf("%s: %+v", what, s)
		}
	}
	for more, want := range map[string]func(s *blueprint.State, t blueprint.Trace) bool{
		"constraints: {context_window: 2k}\n": func(s *blueprint.State, _ blueprint.Trace) bool { return s.MaxSeqLen == 2048 },
		"training: {config: {dropout: 0.25}}\n": func(s *blueprint.State, t blueprint.Trace) bool {
			return s.Dropout == 0.25 && t["dropout"] == "f.yaml:4"
		},
		"constraints: {parameter_budget: {max: 200M}}\n":   func(s *blueprint.State, _ blueprint.Trace) bool { return s.TotalParams == 124_439_808 },
		"constraints: {latency: real-time, device: cpu}\n": func(s *blueprint.State, _ blueprint.Trace) bool { return s.HiddenSize == 768 && s.Heads == 12 },
	} {
		s, trace, _ := sized(t, "metagen_version: \"1.0\"\nname: x\narchitecture: {like: gpt2}\n"+more)
		if !want(&s, trace) {
			t.Errorf("%s: %+v, dropout by %s", more, s, trace["dropout"])
		}
	}
}
