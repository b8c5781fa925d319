package decoder_test

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/blueprint/arch/decoder"
)

// drawDecoder draws a small legal decoder: every option, in every combination that the architecture allows.
func drawDecoder(r *rand.Rand) blueprint.State {
	for {
		d := &blueprint.Draft{Trace: blueprint.Trace{}}
		put := func(key string, value any) { d.Put(key, value, "drawn") }
		pick := func(list ...string) string { return list[r.IntN(len(list))] }
		coin := func() bool { return r.IntN(2) == 0 }
		put("spec", "drawn.yaml")
		put("architecture", "decoder")
		put("family", "transformer")
		put("precision", pick("float32", "bfloat16"))
		heads := 1 << r.IntN(4)
		if r.IntN(4) == 0 {
			heads = 6
		}
		put("heads", heads)
		put("hidden_size", heads*8*(1+r.IntN(3)))
		put("kv_heads", divisor(r, heads))
		if r.IntN(3) == 0 {
			put("head_dim", 4*(1+r.IntN(8)))
		}
		put("layers", 1+r.IntN(3))
		put("vocab_size", 17+r.IntN(80))
		put("max_seq_len", 24+r.IntN(40))
		put("sequence_length", 2+r.IntN(20))
		put("dropout", []float64{0, 0.1, 0.3}[r.IntN(3)])
		put("norm", pick("rmsnorm", "rmsnorm_offset", "layernorm"))
		if d.State.Norm == "layernorm" {
			put("norm_bias", coin())
		}
		put("mlp", pick("swiglu", "geglu", "geglu_tanh", "gelu", "gelu_tanh", "relu"))
		put("position", pick("rope", "rope", "learned", "alibi", "none"))
		if d.State.Position == "rope" {
			put("partial_rotary", []float64{1, 1, 0.5, 0.25}[r.IntN(4)])
		}
		if d.State.Position == "learned" {
			put("position_offset", r.IntN(3))
		}
		if r.IntN(3) == 0 {
			put("sliding_window", 1+r.IntN(16))
		}
		for _, key := range []string{"attention_bias", "attention_output_bias", "qk_norm", "parallel_residual", "shared_norm", "tie_embeddings", "lm_head_bias", "scale_embeddings", "embedding_norm", "mlp_bias"} {
			put(key, coin())
		}
		if r.IntN(3) == 0 {
			experts := 2 + r.IntN(6)
			put("experts", experts)
			put("experts_per_token", 1+r.IntN(experts))
			put("shared_experts", r.IntN(3))
			put("expert_ffn_size", 8*(1+r.IntN(6)))
			put("mlp_bias", false)
		} else {
			put("ffn_size", 1+r.IntN(100))
		}
		decoder.Architecture.Derive(d)
		put("name", fmt.Sprintf("drawn %s %s", d.State.Norm, d.State.MLP))
		adapt(r, d)
		if m, _ := arch.Tree(d.State); m != nil {
			return d.State
		}
	}
}

func divisor(r *rand.Rand, n int) int {
	for {
		if k := 1 + r.IntN(n); n%k == 0 {
			return k
		}
	}
}

// adapt freezes a part of some decoders, and gives some adapters.
func adapt(r *rand.Rand, d *blueprint.Draft) {
	some := func(list ...string) string {
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		return string(blueprint.JoinList(list[:1+r.IntN(len(list))]))
	}
	if r.IntN(4) == 0 {
		d.Put("freeze", some("model.embed_tokens", "model.layers", "model.norm", "lm_head"), "drawn")
	}
	if r.IntN(4) == 0 {
		d.Put("lora_rank", 1+r.IntN(4), "drawn")
		d.Put("lora_alpha", 1+r.IntN(4), "drawn")
		d.Put("lora_targets", some("q_proj", "k_proj", "v_proj"), "drawn")
		if r.IntN(2) == 0 {
			d.Put("lora_targets", "q_proj\nk_proj\nv_proj\no_proj\nup_proj\ndown_proj", "drawn")
			if slices.Contains([]string{"swiglu", "geglu", "geglu_tanh"}, string(d.State.MLP)) {
				d.Put("lora_targets", string(d.State.LoRATargets)+"\ngate_proj", "drawn")
			}
		}
		d.Put("dropout", 0.0, "drawn")
	}
}
