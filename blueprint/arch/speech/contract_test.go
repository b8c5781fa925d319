package speech_test

import (
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch/speech"
	"github.com/metagen-go/metagen/scripts/contract"
)

func TestRandom(t *testing.T) { contract.Random(t, drawSpeech, "testdata/cache.py") }

func TestPresets(t *testing.T) {
	contract.Presets(t, &speech.Architecture, "testdata/cache.py")
}

// TestReference holds small models to transformers' WhisperForConditionalGeneration and WhisperForAudioClassification.
func TestReference(t *testing.T) {
	const generation = "task: {type: generation}\nmodality: {inputs: [audio], outputs: [text]}\n"
	const dims = "training: {precision: float32}\narchitecture: {family: transformer, dims: {hidden_size: 64, layers: 3, heads: 4, ffn_size: 160, mel_bins: 16, source_positions: 30, dropout: 0.0"
	states := map[string]blueprint.State{}
	for name, rest := range map[string]string{
		"whisper": generation + dims + ", decoder_layers: 2, vocab_size: 300, max_seq_len: 40}}\n",
		"untied":  generation + dims + ", vocab_size: 300, max_seq_len: 40}, options: {tie_embeddings: false, mlp: relu}}\n",
		"classes": "task: {type: classification, num_classes: 5}\nmodality: {inputs: [audio], outputs: [classification]}\n" + dims + ", projector_size: 24}}\n",
	} {
		states[name] = contract.Spec(t, name, "metagen_version: \"1.0\"\nname: "+name+"\n"+rest)
	}
	contract.Reference(t, "testdata/reference.py", states)
}
