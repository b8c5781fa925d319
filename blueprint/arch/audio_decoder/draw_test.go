package audiodecoder_test

import (
	"math/rand/v2"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	audiodecoder "github.com/metagen-go/metagen/blueprint/arch/audio_decoder"
)

// drawAudioDecoder draws a small legal audio decoder: every option, in every combination that the architecture allows.
func drawAudioDecoder(r *rand.Rand) blueprint.State {
	for {
		d := &blueprint.Draft{Trace: blueprint.Trace{}}
		put := func(key string, value any) { d.Put(key, value, "drawn") }
		pick := func(list ...string) string { return list[r.IntN(len(list))] }
		put("name", "drawn")
		put("spec", "drawn.yaml")
		put("architecture", "audio_decoder")
		put("family", pick("transformer", "hybrid"))
		put("task_type", "generation")
		put("inputs", pick("audio", "text", "text\naudio", "audio\ntext"))
		put("outputs", "audio")
		put("precision", pick("float32", "bfloat16"))
		if r.IntN(3) == 0 {
			put("condition", "states")
		}
		heads := []int{1, 2, 3, 4, 8}[r.IntN(5)]
		put("heads", heads)
		put("hidden_size", heads*4*(1+r.IntN(4)))
		put("layers", 1+r.IntN(3))
		put("vocab_size", 5+r.IntN(80))
		put("max_seq_len", 16+r.IntN(40))
		put("sequence_length", 2+r.IntN(14))
		put("codebooks", 1+r.IntN(8))
		put("audio_channels", 1+r.IntN(2))
		put("dropout", []float64{0, 0.1, 0.3}[r.IntN(3)])
		put("mlp", pick("gelu", "gelu_tanh", "relu"))
		put("norm_bias", r.IntN(2) == 0)
		put("ffn_size", 1+r.IntN(100))
		put("text_max_seq_len", 1+r.IntN(20))
		textHeads := 1 + r.IntN(4)
		put("text_heads", textHeads)
		put("text_hidden_size", textHeads*4*(1+r.IntN(3)))
		put("text_layers", 1+r.IntN(3))
		put("text_ffn_size", 1+r.IntN(60))
		put("text_vocab_size", 257+r.IntN(3))
		audiodecoder.Architecture.Derive(d)
		if d.State.Condition == "text" && r.IntN(3) == 0 {
			put("freeze", pick("text_encoder", "text_encoder\nenc_to_dec_proj", "text_encoder.layers"))
		}
		if d.State.Condition == "none" && r.IntN(3) == 0 {
			put("dropout", 0.0)
			put("lora_rank", 1+r.IntN(4))
			put("lora_alpha", 4.0)
			put("lora_targets", pick("q_proj", "fc1\nfc2", "out_proj", "q_proj\nout_proj\nfc1"))
		}
		for _, key := range audiodecoder.Architecture.Fields {
			if audiodecoder.Architecture.Lacks(&d.State, key) != "" {
				blueprint.FieldByKey(key).Value(&d.State).SetZero()
			}
		}
		if _, problems := arch.Tree(d.State); len(problems) == 0 {
			return d.State
		}
	}
}
