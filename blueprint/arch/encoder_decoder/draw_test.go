package encoderdecoder_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	encoderdecoder "github.com/metagen-go/metagen/blueprint/arch/encoder_decoder"
)

// draw draws a small legal encoder-decoder: every option, in every combination that the architecture allows.
func draw(r *rand.Rand) blueprint.State {
	for {
		d := &blueprint.Draft{Trace: blueprint.Trace{}}
		put := func(key string, value any) { d.Put(key, value, "drawn") }
		pick := func(list ...string) string { return list[r.IntN(len(list))] }
		coin := func() bool { return r.IntN(2) == 0 }
		put("spec", "drawn.yaml")
		put("architecture", "encoder_decoder")
		put("family", "transformer")
		put("precision", pick("float32", "bfloat16"))
		put("position", pick("relative", "relative", "learned"))
		heads := 1 + r.IntN(6)
		put("heads", heads)
		put("hidden_size", heads*4*(1+r.IntN(5)))
		put("layers", 1+r.IntN(3))
		put("decoder_layers", 1+r.IntN(3))
		put("vocab_size", 17+r.IntN(80))
		put("max_seq_len", 24+r.IntN(40))
		put("sequence_length", 2+r.IntN(20))
		put("source_length", 1+r.IntN(22))
		put("dropout", []float64{0, 0.1, 0.3}[r.IntN(3)])
		put("norm", pick("rmsnorm", "rmsnorm_offset", "layernorm"))
		if d.State.Norm == "layernorm" {
			put("norm_bias", coin())
		}
		put("tie_embeddings", coin())
		put("ffn_size", 1+r.IntN(100))
		if d.State.Position == "relative" {
			if coin() {
				put("head_dim", 1+r.IntN(24))
			}
			put("mlp", pick("swiglu", "geglu", "geglu_tanh", "gelu", "gelu_tanh", "relu"))
			buckets := 2 * (2 + r.IntN(10))
			put("relative_buckets", buckets)
			put("relative_distance", buckets/2+1+r.IntN(40))
		} else {
			put("mlp", pick("gelu", "gelu_tanh", "relu"))
			put("position_offset", r.IntN(3))
			put("scale_embeddings", coin())
		}
		encoderdecoder.Architecture.Derive(d)
		put("name", fmt.Sprintf("drawn %s %s", d.State.Position, d.State.MLP))
		if len(arch.Check(&encoderdecoder.Architecture, &d.State)) == 0 {
			return d.State
		}
	}
}
