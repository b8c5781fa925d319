package speech_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/blueprint/arch/speech"
)

// oracle is a model as transformers builds it.
type oracle struct {
	ID              string
	Source          struct{ Cls string }
	Config          map[string]any
	TotalParams     int64 `json:"total_params"`
	TrainableParams int64 `json:"trainable_params"`
	Tensors         map[string][]int64
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
	files, _ := filepath.Glob("../../../../shared/oracles/*.json")
	if len(files) == 0 {
		t.Skip("the oracles: no ../shared/oracles beside the checkout")
	}
	judged := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var o oracle
		if err := json.Unmarshal(data, &o); err != nil {
			t.Fatal(err)
		}
		if uses[o.Source.Cls] == nil {
			continue
		}
		judged++
		t.Run(o.ID, func(t *testing.T) {
			m, problems := arch.Build(o.state())
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			if got := m.Account(); int64(got.TotalParams) != o.TotalParams || int64(got.TrainableParams) != o.TrainableParams {
				t.Errorf("total %d, trainable %d; the oracle has %d and %d", got.TotalParams, got.TrainableParams, o.TotalParams, o.TrainableParams)
			}
			got := map[string][]int64{}
			for x := range m.Tensors() {
				got[x.Name] = x.Shape
			}
			if o.Tensors != nil && !maps.EqualFunc(got, o.Tensors, slices.Equal[[]int64]) {
				t.Errorf("tensors %v; the oracle has %v", got, o.Tensors)
			}
		})
	}
	if judged < 2 {
		t.Errorf("only %d of %d oracles are judged", judged, len(files))
	}
}
