package audiodecoder_test

import (
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	audiodecoder "github.com/metagen-go/metagen/blueprint/arch/audio_decoder"
	"github.com/metagen-go/metagen/scripts/contract"
)

func TestRandom(t *testing.T) { contract.Random(t, drawAudioDecoder, "testdata/cache.py") }

func TestPresets(t *testing.T) {
	contract.Presets(t, &audiodecoder.Architecture, "testdata/cache.py")
}

// TestReference holds small models to transformers' MusicgenForCausalLM: mono and stereo, each activation, and the decoder behind a text encoder.
func TestReference(t *testing.T) {
	states := map[string]blueprint.State{}
	for name, options := range map[string]string{
		"mono":   "inputs: [audio], outputs: [audio]}\n" + reference + "codebooks: 4}, options: {condition: states, mlp: gelu}}\n",
		"stereo": "inputs: [audio], outputs: [audio]}\n" + reference + "codebooks: 8, audio_channels: 2}, options: {condition: states, mlp: relu}}\n",
		"text":   "inputs: [text], outputs: [audio]}\n" + reference + "codebooks: 4}, options: {mlp: gelu_tanh}}\n",
	} {
		states[name] = contract.Spec(t, name, "metagen_version: \"1.0\"\nname: "+name+"\ntask: {type: generation}\nmodality: {"+options)
	}
	contract.Reference(t, "testdata/reference.py", states)
}

const reference = "training: {precision: float32}\narchitecture: {family: transformer, dims: {hidden_size: 64, layers: 3, heads: 4, ffn_size: 160, vocab_size: 61, max_seq_len: 48, dropout: 0.0, text_max_seq_len: 16, "
