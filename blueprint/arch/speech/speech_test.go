package speech_test

import (
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/blueprint/arch/speech"
	"github.com/metagen-go/metagen/blueprint/size"
	"github.com/metagen-go/metagen/blueprint/spec"
	"github.com/metagen-go/metagen/scripts/contract"
)

// TestPublished holds the presets to what transformers counts of the published configs.
func TestPublished(t *testing.T) {
	for name, want := range map[string][2]blueprint.Params{
		"whisper-tiny":           {37_760_640, 37_184_640},
		"whisper-base":           {72_593_920, 71_825_920},
		"whisper-small":          {241_734_912, 240_582_912},
		"whisper-medium":         {763_857_920, 762_321_920},
		"whisper-large-v3":       {1_543_490_560, 1_541_570_560},
		"whisper-large-v3-turbo": {808_878_080, 806_958_080},
	} {
		if s := contract.Preset(t, name); s.TotalParams != want[0] || s.TrainableParams != want[1] {
			t.Errorf("%s: %d parameters, of which %d train; want %v", name, s.TotalParams, s.TrainableParams, want)
		}
	}
}

const head = "metagen_version: \"1.0\"\nname: x\nmodality: {inputs: [audio], outputs: [text]}\ntask: {type: generation}\narchitecture:\n  family: transformer\n"

// TestCosts works out the figures of a small model by hand: width 8, one block each, 4 mel bins, 3 states, 2 tokens, float32.
func TestCosts(t *testing.T) {
	s := contract.Spec(t, "x", head+"  dims: {hidden_size: 8, layers: 1, heads: 2, ffn_size: 16, vocab_size: 258, max_seq_len: 5, mel_bins: 4, source_positions: 3, n_fft: 8, hop_length: 4, dropout: 0.0}\ntraining: {precision: float32, sequence_length: 2}\n")
	// conv1 8x4x3 + 8, conv2 8x8x3 + 8, positions 3x8; a block: attention 4x64 + 3x8, MLP 2x8x16 + 16 + 8, two norms 32; last norm 16.
	// decoder: embeddings 258x8 + 5x8; a block: two attentions 2 x 280, MLP 280, three norms 48; last norm 16.
	const encoder, decoder = 104 + 200 + 24 + 280 + 280 + 32 + 16, 2064 + 40 + 560 + 280 + 48 + 16
	if s.TotalParams != encoder+decoder || s.TrainableParams != encoder+decoder-24 {
		t.Errorf("%d parameters, of which %d train", s.TotalParams, s.TrainableParams)
	}
	// conv1 2x6x4x8x3 = 1,152; conv2 2x3x8x8x3 = 1,152; attention 2x3x256 + 4x8x3x3 = 1,824; MLP 2x3x256 = 1,536.
	// decoder: self 2x2x256 + 4x8x2x2 = 1,152; cross: q and out 2x2x128, k and v 2x3x128, 4x8x2x3 = 1,472; MLP 1,024; output 2x2x8x258 = 8,256.
	const flops = 1152 + 1152 + 1824 + 1536 + 1152 + 1472 + 1024 + 8256
	if s.ForwardFLOPs != flops || s.TrainingFLOPs != 3*flops-1152 { // no gradient of the frames
		t.Errorf("%d FLOPs forward, %d in training", s.ForwardFLOPs, s.TrainingFLOPs)
	}
	if s.KVCacheBytes != 2*8*(5+3)*4 { // keys and values of five tokens and of three states
		t.Errorf("%d bytes of cache", s.KVCacheBytes)
	}
}

// TestErrors: a spec that cannot work says so at its place.
func TestErrors(t *testing.T) {
	for what, c := range map[string]struct{ spec, want string }{
		"heads":               {"  dims: {hidden_size: 64, heads: 5}\n", "x.yaml:7:34: error: heads 5 does not divide hidden_size 64: state a head_dim, or heads that divide it"},
		"vocabulary":          {"  dims: {vocab_size: 200}\n", "x.yaml:7:22: error: vocab_size is 200, and the bytes of a text and the tokens before and after it take 258"},
		"hop":                 {"  dims: {hop_length: 500}\n", "x.yaml:7:22: error: hop_length is 500, and windows of n_fft 400 would leave samples out: at most 400"},
		"bands":               {"  dims: {mel_bins: 300}\n", "x.yaml:6:11: error: n_fft is 400, and must be even and leave 300 bands a frequency each: at least 598"},
		"a head's":            {"  dims: {projector_size: 30}\n", "x.yaml:7:26: error: projector_size does nothing without task classification; take it out"},
		"a gate":              {"  options: {mlp: swiglu}\n", "x.yaml:7:18: error: mlp is swiglu, and that of a model of speech must be gelu, gelu_tanh or relu"},
		"what it has not got": {"  dims: {codebooks: 4}\n", "x.yaml:7:10: error: architecture speech has no dim \"codebooks\""},
	} {
		sp, diags := spec.Parse("x.yaml", []byte(head+c.spec))
		if diags.Err() != nil {
			t.Fatal(diags)
		}
		_, _, diags = size.State(sp)
		if err := diags.Err(); err == nil || len(err.Error()) < len(c.want) || err.Error()[:len(c.want)] != c.want {
			t.Errorf("%s: %v; want %s", what, err, c.want)
		}
	}
}

func TestChosen(t *testing.T) {
	for _, s := range []blueprint.State{
		{Family: "transformer", TaskType: "generation", Inputs: "audio", Outputs: "text"}, {Family: "transformer", TaskType: "classification", Inputs: "audio", Outputs: "label"},
	} {
		if a := arch.Choose(&s); a != &speech.Architecture {
			t.Errorf("%s from audio to %s is %v", s.TaskType, s.Outputs, a)
		}
	}
}
