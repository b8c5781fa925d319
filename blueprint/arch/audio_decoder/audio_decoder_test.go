package audiodecoder_test

import (
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	audiodecoder "github.com/metagen-go/metagen/blueprint/arch/audio_decoder"
	"github.com/metagen-go/metagen/blueprint/size"
	"github.com/metagen-go/metagen/blueprint/spec"
	"github.com/metagen-go/metagen/scripts/contract"
)

// TestPublished holds the presets to what transformers counts of the published configs' decoders.
func TestPublished(t *testing.T) {
	for name, want := range map[string]blueprint.Params{"musicgen-small": 419_584_000, "musicgen-medium": 1_837_556_736, "musicgen-large": 3_255_382_016} {
		if s := contract.Preset(t, name); s.TotalParams != want || s.TrainableParams != want {
			t.Errorf("%s: %d parameters, of which %d train; want %d", name, s.TotalParams, s.TrainableParams, want)
		}
	}
}

func head(inputs string) string {
	return "metagen_version: \"1.0\"\nname: x\nmodality: {inputs: [" + inputs + "], outputs: [audio]}\ntask: {type: generation}\ntraining: {precision: float32, sequence_length: 4}\narchitecture:\n  family: transformer\n"
}

// TestCosts works out the figures of small models by hand: width 8, one block, 2 codebooks of 10 codes, 4 positions, texts of 3 bytes, float32.
func TestCosts(t *testing.T) {
	const dims = "  dims: {hidden_size: 8, layers: 1, heads: 2, ffn_size: 16, vocab_size: 10, max_seq_len: 6, codebooks: 2, dropout: 0.0"
	for what, c := range map[string]struct {
		spec            string
		total           blueprint.Params
		forward, unsent blueprint.FLOPs
		kv              blueprint.Bytes
	}{
		// Embeddings 2x11x8, attention 256, MLP 256, two norms 32, last norm 16, heads 2x8x10.
		// Attention 2x4x256 + 4x8x4x4 = 2,560; MLP 2,048; heads 2x2x4x8x10 = 1,280. Keys and values of six positions.
		"audio": {head("audio") + dims + "}\n", 176 + 256 + 256 + 32 + 16 + 160, 2560 + 2048 + 1280, 0, 2 * 8 * 6 * 4},
		// And cross-attention 256 and its norm 16: q and out 2x4x128, k and v 2x3x128, 4x8x4x3. k and v take no gradient to the states.
		"states": {head("audio") + dims + ", text: {max_seq_len: 3}}\n  options: {condition: states}\n", 896 + 272, 5888 + 1024 + 768 + 384, 768, 2 * 8 * (6 + 3) * 4},
		// And a text encoder of width 4 with one head: table 257x4, attention 64, MLP 2x4x6, two norms 16, last norm 8; projection 4x8 + 8.
		// Attention 2x3x64 + 4x4x3x3 = 528; MLP 2x3x48; projection 2x3x32. Text goes through the encoder, so k and v take a gradient.
		"text": {head("text") + dims + ", text: {max_seq_len: 3, hidden_size: 4, layers: 1, heads: 1, ffn_size: 6}}\n", 1168 + 1028 + 64 + 48 + 16 + 8 + 40, 8064 + 528 + 288 + 192, 0, 2 * 8 * (6 + 3) * 4},
	} {
		s := contract.Spec(t, "x", c.spec)
		if s.TotalParams != c.total || s.ForwardFLOPs != c.forward || s.TrainingFLOPs != 3*c.forward-c.unsent || s.KVCacheBytes != c.kv {
			t.Errorf("%s: %d parameters, %d and %d FLOPs, %d bytes of cache; want %+v", what, s.TotalParams, s.ForwardFLOPs, s.TrainingFLOPs, s.KVCacheBytes, c)
		}
	}
}

// TestErrors: a spec that cannot work says so at its place.
func TestErrors(t *testing.T) {
	for what, c := range map[string]struct{ inputs, spec, want string }{
		"a text that goes nowhere": {"text", "  options: {condition: none}\n", "x.yaml:8:24: error: condition is none, and text goes in: make it text, or states for those of another encoder"},
		"no text":                  {"audio", "  options: {condition: text}\n", "x.yaml:8:24: error: condition is text, and no text goes in: add text to modality.inputs"},
		"a text encoder's":         {"audio", "  dims: {text: {layers: 4}}\n", "x.yaml:8:25: error: text_layers does nothing without condition text; take it out"},
		"channels":                 {"audio", "  dims: {audio_channels: 3}\n", "x.yaml:8:26: error: audio_channels is 3, and must be 1 or 2"},
		"stereo":                   {"audio", "  dims: {audio_channels: 2, codebooks: 5}\n", "x.yaml:8:40: error: codebooks is 5, and must be even for 2 audio_channels: each channel has half of them"},
		"codes":                    {"audio", "  dims: {vocab_size: 70000}\n", "x.yaml:8:22: error: vocab_size is 70000, and codes are kept as uint16: at most 65536"},
		"a short sequence":         {"audio", "  dims: {codebooks: 8}\n", "x.yaml:5:49: error: sequence_length is 4, and the last of 8 codebooks is 7 positions late: state more"},
		"a rate":                   {"audio", "  dims: {frame_rate: 60}\n", "x.yaml:8:22: error: frame_rate 60 does not divide sample_rate 32000: a frame of codes is a whole number of samples"},
		"an odd width":             {"text", "  dims: {text: {hidden_size: 33}}\n", "x.yaml:8:30: error: text_hidden_size is 33, and sinusoidal positions take an even width of 4 or more"},
		"a gate":                   {"audio", "  options: {mlp: swiglu}\n", "x.yaml:8:18: error: mlp is swiglu, and an audio decoder's must be gelu, gelu_tanh or relu"},
	} {
		sp, diags := spec.Parse("x.yaml", []byte(head(c.inputs)+c.spec))
		if diags.Err() != nil {
			t.Fatal(diags)
		}
		_, _, diags = size.State(sp)
		if err := diags.Err(); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: %v; want %s", what, err, c.want)
		}
	}
}

func TestChosen(t *testing.T) {
	for _, inputs := range []blueprint.List{"audio", "text", "text\naudio", "audio\ntext"} {
		for _, family := range []blueprint.Option{"transformer", "hybrid"} {
			s := blueprint.State{Family: family, TaskType: "generation", Inputs: inputs, Outputs: "audio"}
			if a := arch.Choose(&s); a != &audiodecoder.Architecture {
				t.Errorf("a %s from %q to audio is %v", family, inputs, a)
			}
		}
	}
}
