package speech_test

import (
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch/speech"
	"github.com/metagen-go/metagen/scripts/contract"
)

// oracle is a model as transformers builds it.
type oracle struct {
	contract.Oracle
	Config map[string]any
}

// uses are what each class of transformers is for, in our terms.
var uses = map[string]map[string]any{
	"WhisperForConditionalGeneration": {"task_type": "generation", "outputs": "text"},
	"WhisperForAudioClassification":   {"task_type": "classification", "outputs": "label"},
}

// state is the oracle's config in our terms.
func (o *oracle) state() blueprint.State {
	d := &blueprint.Draft{Trace: blueprint.Trace{}}
	put := func(key string, value any) { d.Put(key, value, "oracle") }
	for key, value := range map[string]string{"architecture": "speech", "family": "transformer", "inputs": "audio", "precision": "float32"} {
		put(key, value)
	}
	for key, value := range uses[o.Source.Cls] {
		put(key, value)
	}
	for key, name := range map[string]string{
		"hidden_size": "d_model", "layers": "encoder_layers", "decoder_layers": "decoder_layers", "heads": "encoder_attention_heads", "ffn_size": "encoder_ffn_dim",
		"vocab_size": "vocab_size", "max_seq_len": "max_target_positions", "mel_bins": "num_mel_bins", "source_positions": "max_source_positions",
		"projector_size": "classifier_proj_size", "dropout": "dropout",
	} {
		if speech.Architecture.Lacks(&d.State, key) == "" {
			put(key, o.Config[name])
		}
	}
	if labels, ok := o.Config["id2label"].(map[string]any); ok && d.State.TaskType == "classification" {
		put("num_classes", len(labels))
	}
	put("sequence_length", int64(d.State.MaxSeqLen))
	speech.Architecture.Derive(d)
	return d.State
}

func TestOracles(t *testing.T) {
	contract.Oracles(t, 2, func(o *contract.Oracle) bool { return uses[o.Source.Cls] != nil }, func(t *testing.T, o *oracle) {
		o.HoldTensors(t, o.Build(t, o.state()))
	})
}
