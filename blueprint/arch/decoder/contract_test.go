package decoder_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch/decoder"
	"github.com/metagen-go/metagen/scripts/contract"
)

// references are tiny models of the families that transformers has too, in our terms.
var references = map[string]map[string]any{
	"llama":     {"kv_heads": 2},
	"qwen2":     {"kv_heads": 2, "attention_bias": true, "tie_embeddings": true, "norm_eps": 1e-6},
	"qwen3":     {"kv_heads": 2, "head_dim": 32, "qk_norm": true, "tie_embeddings": true, "rope_theta": 1e6},
	"mistral":   {"kv_heads": 2, "sliding_window": 7},
	"gemma":     {"kv_heads": 1, "head_dim": 32, "norm": "rmsnorm_offset", "mlp": "geglu_tanh", "scale_embeddings": true, "tie_embeddings": true},
	"mixtral":   {"kv_heads": 2, "experts": 4, "experts_per_token": 2, "expert_ffn_size": 96},
	"qwen3_moe": {"kv_heads": 2, "qk_norm": true, "experts": 6, "experts_per_token": 3, "expert_ffn_size": 32},
	"gpt2":      withNorms("gelu_tanh", map[string]any{"position": "learned", "tie_embeddings": true}),
	"gpt_neox":  withNorms("gelu", map[string]any{"partial_rotary": 0.25, "parallel_residual": true}),
	"opt":       withNorms("relu", map[string]any{"position": "learned", "position_offset": 2, "tie_embeddings": true}),
	"phi":       withNorms("gelu_tanh", map[string]any{"partial_rotary": 0.5, "parallel_residual": true, "shared_norm": true, "lm_head_bias": true}),
	"bloom":     withNorms("gelu_tanh", map[string]any{"position": "alibi", "embedding_norm": true, "tie_embeddings": true, "heads": 6, "hidden_size": 96, "ffn_size": 384}),
}

// withNorms adds to some options those of the models before Llama: layer norms and biases everywhere.
func withNorms(mlp string, options map[string]any) map[string]any {
	all := map[string]any{"norm": "layernorm", "mlp": mlp, "mlp_bias": true, "attention_bias": true, "attention_output_bias": true}
	maps.Copy(all, options)
	return all
}

func familyState(name string) blueprint.State {
	d := &blueprint.Draft{Trace: blueprint.Trace{}}
	base := map[string]any{
		"name": name, "spec": name + ".yaml", "architecture": "decoder", "family": "transformer", "precision": "float32",
		"hidden_size": 64, "layers": 3, "heads": 4, "ffn_size": 160, "vocab_size": 211, "max_seq_len": 48, "sequence_length": 32, "dropout": 0.0,
	}
	maps.Copy(base, references[name])
	for _, key := range slices.Sorted(maps.Keys(base)) {
		d.Put(key, base[key], "tiny")
	}
	decoder.Architecture.Derive(d)
	return d.State
}

func TestRandom(t *testing.T) { contract.Random(t, drawDecoder) }

func TestPresets(t *testing.T) { contract.Presets(t, &decoder.Architecture) }

func TestReference(t *testing.T) {
	states := map[string]blueprint.State{}
	for name := range references {
		states[name] = familyState(name)
	}
	contract.Reference(t, "testdata/reference.py", states)
}
