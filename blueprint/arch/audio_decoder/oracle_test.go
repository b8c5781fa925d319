package audiodecoder_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	audiodecoder "github.com/metagen-go/metagen/blueprint/arch/audio_decoder"
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

// state is the oracle's config in our terms.
func (o *oracle) state() blueprint.State {
	d := &blueprint.Draft{Trace: blueprint.Trace{}}
	put := func(key string, value any) { d.Put(key, value, "oracle") }
	for key, value := range map[string]string{"architecture": "audio_decoder", "family": "transformer", "task_type": "generation", "inputs": "text", "outputs": "audio", "precision": "float32", "condition": "states"} {
		put(key, value)
	}
	for key, name := range map[string]string{
		"hidden_size": "hidden_size", "layers": "num_hidden_layers", "heads": "num_attention_heads", "ffn_size": "ffn_dim", "vocab_size": "vocab_size",
		"max_seq_len": "max_position_embeddings", "codebooks": "num_codebooks", "audio_channels": "audio_channels", "dropout": "dropout",
	} {
		put(key, o.Config[name])
	}
	put("mlp", map[string]string{"gelu": "gelu", "gelu_new": "gelu_tanh", "relu": "relu"}[o.Config["activation_function"].(string)])
	put("sequence_length", int64(d.State.MaxSeqLen))
	audiodecoder.Architecture.Derive(d)
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
		if o.Source.Cls != "MusicgenForCausalLM" {
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
