package speech_test

import (
	"math/rand/v2"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/blueprint/arch/speech"
)

// drawSpeech draws a small legal model of speech: every option, in every combination that the architecture allows.
func drawSpeech(r *rand.Rand) blueprint.State {
	for {
		d := &blueprint.Draft{Trace: blueprint.Trace{}}
		put := func(key string, value any) { d.Put(key, value, "drawn") }
		pick := func(list ...string) string { return list[r.IntN(len(list))] }
		put("name", "drawn")
		put("spec", "drawn.yaml")
		put("architecture", "speech")
		put("family", "transformer")
		put("task_type", pick("generation", "generation", "classification"))
		put("inputs", "audio")
		put("outputs", map[string]string{"generation": "text", "classification": "label"}[string(d.State.TaskType)])
		put("precision", pick("float32", "bfloat16"))
		heads := []int{1, 2, 3, 4, 8}[r.IntN(5)]
		put("heads", heads)
		put("hidden_size", heads*4*(1+r.IntN(4)))
		put("layers", 1+r.IntN(3))
		put("mel_bins", 1+r.IntN(20))
		put("n_fft", 40+2*r.IntN(40))
		put("hop_length", 20+r.IntN(20))
		put("source_positions", 3+r.IntN(30))
		put("dropout", []float64{0, 0.1, 0.3}[r.IntN(3)])
		put("mlp", pick("gelu", "gelu_tanh", "relu"))
		put("norm_bias", r.IntN(2) == 0)
		put("ffn_size", 1+r.IntN(100))
		if d.State.TaskType == "classification" {
			put("projector_size", 1+r.IntN(40))
			put("num_classes", 2+r.IntN(9))
		} else {
			put("decoder_layers", 1+r.IntN(3))
			put("vocab_size", 258+r.IntN(50))
			put("max_seq_len", 10+r.IntN(30))
			put("sequence_length", 1+r.IntN(10))
			put("tie_embeddings", r.IntN(2) == 0)
		}
		speech.Architecture.Derive(d)
		switch {
		case r.IntN(3) != 0:
		case d.State.TaskType == "classification":
			put("freeze", pick("encoder", "encoder.conv1", "projector"))
		default:
			put("freeze", pick("model.encoder", "model.encoder.conv1\nmodel.encoder.conv2"))
		}
		if d.State.TaskType == "classification" && r.IntN(3) == 0 {
			put("dropout", 0.0)
			put("lora_rank", 1+r.IntN(4))
			put("lora_alpha", 4.0)
			put("lora_targets", pick("q_proj", "fc1\nfc2", "out_proj", "q_proj\nout_proj\nfc1"))
		}
		if _, problems := arch.Tree(d.State); len(problems) == 0 {
			return d.State
		}
	}
}
