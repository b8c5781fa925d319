package hybrid_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/blueprint/arch/hybrid"
)

// drawHybrid draws a small legal hybrid: every option, in every combination that the architecture allows.
func drawHybrid(r *rand.Rand) blueprint.State {
	for {
		d := &blueprint.Draft{Trace: blueprint.Trace{}}
		put := func(key string, value any) { d.Put(key, value, "drawn") }
		pick := func(list ...string) string { return list[r.IntN(len(list))] }
		coin := func() bool { return r.IntN(2) == 0 }
		put("spec", "drawn.yaml")
		put("architecture", "hybrid")
		put("family", "hybrid")
		put("precision", pick("float32", "bfloat16"))
		heads := 1 + r.IntN(6)
		put("heads", heads)
		put("hidden_size", heads*8*(1+r.IntN(2)))
		kv := 1 + r.IntN(heads)
		for heads%kv != 0 {
			kv--
		}
		put("kv_heads", kv)
		if r.IntN(3) == 0 {
			put("head_dim", 4*(1+r.IntN(8)))
		}
		put("ffn_size", 8*(1+r.IntN(8)))
		put("layers", 2+r.IntN(6))
		put("vocab_size", 17+r.IntN(80))
		put("sequence_length", []int{1 + r.IntN(20), 64 * (1 + r.IntN(2)), 1 + r.IntN(150)}[r.IntN(3)])
		put("max_seq_len", int(d.State.SequenceLength)+5+r.IntN(20))
		put("state_size", 1+r.IntN(20))
		put("conv_kernel", 1+r.IntN(6))
		put("expand", 1+r.IntN(3))
		if coin() {
			put("dt_rank", 1+r.IntN(9))
		}
		put("attention_period", 2+r.IntN(5))
		put("attention_offset", r.IntN(int(d.State.AttentionPeriod)))
		put("mlp", pick("swiglu", "geglu", "geglu_tanh"))
		for _, key := range []string{"use_bias", "use_conv_bias", "tie_embeddings", "mlp_bias", "attention_bias", "attention_output_bias"} {
			put(key, coin())
		}
		if r.IntN(3) > 0 {
			put("experts", 2+r.IntN(6))
			put("experts_per_token", 1+r.IntN(int(d.State.Experts)))
			put("expert_period", 1+r.IntN(4))
			put("expert_offset", r.IntN(int(d.State.ExpertPeriod)))
		}
		hybrid.Architecture.Derive(d)
		put("name", fmt.Sprintf("drawn %d", d.State.HiddenSize))
		adapt(r, d)
		if m, _ := arch.Tree(d.State); m != nil {
			return d.State
		}
	}
}

// adapt freezes parts of some, down to single layers of a mixer, and gives some adapters.
func adapt(r *rand.Rand, d *blueprint.Draft) {
	some := func(list ...string) string {
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		return string(blueprint.JoinList(list[:1+r.IntN(len(list))]))
	}
	const mixer = "model.layers.mamba"
	switch r.IntN(6) {
	case 0:
		d.Put("freeze", some("model.embed_tokens", "model.layers", "model.final_layernorm"), "drawn")
	case 1:
		d.Put("freeze", some("model.embed_tokens", "model.layers.input_layernorm", "model.layers.self_attn", "model.layers.feed_forward",
			mixer+".in_proj", mixer+".conv1d", mixer+".x_proj", mixer+".dt_layernorm", mixer+".b_layernorm", mixer+".dt_proj", mixer+".out_proj"), "drawn")
	case 2:
		d.Put("lora_rank", 1+r.IntN(4), "drawn")
		d.Put("lora_alpha", 1+r.IntN(4), "drawn")
		d.Put("lora_targets", some("in_proj", "x_proj", "dt_proj", "out_proj", "q_proj", "v_proj", "o_proj"), "drawn")
	}
}
