package decoder_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch/decoder"
	"github.com/metagen-go/metagen/scripts/contract"
)

// oracle is a model as another library builds it.
type oracle struct {
	contract.Oracle
	Config    map[string]any
	TinyFLOPs int64 `json:"flops_forward_b2_s32"`
	FLOPs     int64 `json:"flops_forward_b1_s2048"`
	TinyKV    int64 `json:"kv_cache_bytes_b2_s32_fp32"`
	Tied      [][]string
}

// number reads a number of the config, by the first of its names that is there.
func (o *oracle) number(names ...string) (float64, bool) {
	for _, name := range names {
		if v, ok := o.Config[name].(float64); ok {
			return v, true
		}
	}
	return 0, false
}

// layered names the families with layer norms and biases, and their options beside those.
var layered = map[string]map[string]any{
	"GPT2LMHeadModel":    {"position": "learned"},
	"GPTNeoXForCausalLM": {"parallel_residual": true},
	"OPTForCausalLM":     {"position": "learned", "position_offset": 2},
	"PhiForCausalLM":     {"parallel_residual": true, "shared_norm": true, "lm_head_bias": true},
}

// options are those of the families with RMSNorm and without biases.
var options = map[string]map[string]any{
	"LlamaForCausalLM": {}, "MistralForCausalLM": {}, "MixtralForCausalLM": {},
	"Qwen2ForCausalLM":    {"attention_bias": true},
	"Qwen3ForCausalLM":    {"qk_norm": true},
	"Qwen3MoeForCausalLM": {"qk_norm": true},
	"GemmaForCausalLM":    {"norm": "rmsnorm_offset", "scale_embeddings": true},
}

// state is the oracle's config in our terms.
func (o *oracle) state() blueprint.State {
	d := &blueprint.Draft{Trace: blueprint.Trace{}}
	put := func(key string, value any) { d.Put(key, value, "oracle") }
	put("architecture", "decoder")
	put("precision", "float32")
	if more, ok := layered[o.Source.Cls]; ok {
		for _, key := range []string{"mlp_bias", "attention_bias", "attention_output_bias"} {
			put(key, true)
		}
		put("norm", "layernorm")
		for key, value := range more {
			put(key, value)
		}
	} else {
		for key, value := range options[o.Source.Cls] {
			put(key, value)
		}
	}
	for key, names := range map[string][]string{
		"hidden_size": {"hidden_size", "n_embd"}, "layers": {"num_hidden_layers", "n_layer"}, "heads": {"num_attention_heads", "n_head"},
		"kv_heads": {"num_key_value_heads"}, "head_dim": {"head_dim"}, "ffn_size": {"intermediate_size", "ffn_dim", "n_inner"},
		"vocab_size": {"vocab_size"}, "max_seq_len": {"max_position_embeddings", "n_positions"}, "sliding_window": {"sliding_window"},
		"experts": {"num_local_experts"}, "experts_per_token": {"num_experts_per_tok"}, "expert_ffn_size": {"moe_intermediate_size"},
	} {
		if v, ok := o.number(names...); ok {
			put(key, v)
		}
	}
	put("mlp", map[string]string{"silu": "swiglu", "gelu": "gelu", "gelu_new": "gelu_tanh", "relu": "relu", "gelu_pytorch_tanh": "geglu_tanh"}[o.activation()])
	if rope, ok := o.Config["rope_parameters"].(map[string]any); ok {
		if share, ok := rope["partial_rotary_factor"].(float64); ok {
			put("partial_rotary", share)
		}
	}
	put("tie_embeddings", o.Config["tie_word_embeddings"] == true)
	put("sequence_length", int64(min(2048, d.State.MaxSeqLen)))
	decoder.Architecture.Derive(d)
	return d.State
}

func (o *oracle) activation() string {
	for _, name := range []string{"hidden_act", "activation_function"} {
		if act, ok := o.Config[name].(string); ok {
			return act
		}
	}
	return ""
}

func TestOracles(t *testing.T) {
	others := map[string]bool{}
	ours := func(o *contract.Oracle) bool {
		if o.Family != "decoder" {
			return false
		}
		_, before := layered[o.Source.Cls]
		_, since := options[o.Source.Cls]
		if !before && !since {
			others[o.Source.Cls] = true
		}
		return before || since
	}
	contract.Oracles(t, 28, ours, func(t *testing.T, o *oracle) { o.judge(t) })
	// Latent attention is no choice of this decoder's; every other decoder is to be judged.
	if delete(others, "DeepseekV2ForCausalLM"); len(others) > 0 {
		t.Errorf("the families %v are not judged", slices.Sorted(maps.Keys(others)))
	}
}

func (o *oracle) judge(t *testing.T) {
	m := o.Build(t, o.state())
	if o.FLOPs > 0 {
		if got := m.Root.Total(blueprint.Pass{Tokens: 2048, Context: 2048, Width: 4}).FLOPs; int64(got) != o.FLOPs {
			t.Errorf("%d FLOPs for 2,048 tokens; the oracle has %d", got, o.FLOPs)
		}
	}
	if pass := (blueprint.Pass{Tokens: 32, Context: 32, Width: 4}); o.Tensors != nil {
		cost := m.Root.Total(pass)
		if got := 2 * int64(cost.FLOPs); o.TinyFLOPs > 0 && got != o.TinyFLOPs {
			t.Errorf("%d FLOPs for 2 x 32 tokens; the oracle has %d", got, o.TinyFLOPs)
		}
		if got := 2 * int64(cost.KVCache); got != o.TinyKV {
			t.Errorf("%d KV bytes for 2 x 32 tokens; the oracle has %d", got, o.TinyKV)
		}
		o.judgeTensors(t, m)
	}
}

// judgeTensors holds names and shapes against the oracle where the names are native, and the numbers of the tensors elsewhere.
func (o *oracle) judgeTensors(t *testing.T, m *blueprint.Model) {
	if _, native := options[o.Source.Cls]; native {
		o.HoldTensors(t, m)
		return
	}
	if o.Source.Cls == "OPTForCausalLM" || strings.HasPrefix(o.Source.Cls, "Phi") {
		if got := m.Root.Entries(); got != int64(len(o.Tensors)) {
			t.Errorf("%d tensors; the oracle has %d", got, len(o.Tensors))
		}
	}
}
