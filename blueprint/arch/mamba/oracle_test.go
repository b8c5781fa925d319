package mamba_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/blueprint/arch/mamba"
)

// oracle is a model as transformers builds it.
type oracle struct {
	ID, Family      string
	Config          map[string]any
	TotalParams     int64 `json:"total_params"`
	TrainableParams int64 `json:"trainable_params"`
	Tensors         map[string][]int64
	Tied            [][]string
}

// fields names those of transformers' config that are ours.
var fields = map[string]string{
	"hidden_size": "hidden_size", "layers": "num_hidden_layers", "vocab_size": "vocab_size", "state_size": "state_size", "conv_kernel": "conv_kernel", "expand": "expand",
	"dt_rank": "time_step_rank", "use_bias": "use_bias", "use_conv_bias": "use_conv_bias", "norm_eps": "layer_norm_epsilon", "tie_embeddings": "tie_word_embeddings",
}

func (o *oracle) state() blueprint.State {
	d := &blueprint.Draft{Trace: blueprint.Trace{}}
	for key, value := range map[string]any{"architecture": "mamba", "precision": "float32", "max_seq_len": 2048, "sequence_length": 2048} {
		d.Put(key, value, "oracle")
	}
	for key, name := range fields {
		d.Put(key, o.Config[name], "oracle")
	}
	mamba.Architecture.Derive(d)
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
		if o.Family == "ssm" {
			t.Run(o.ID, func(t *testing.T) { o.judge(t) })
			judged++
		}
	}
	if judged < 2 {
		t.Errorf("only %d of %d oracles are judged", judged, len(files))
	}
}

func (o *oracle) judge(t *testing.T) {
	m, problems := arch.Build(o.state())
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if got := m.Account(); int64(got.TotalParams) != o.TotalParams || int64(got.TrainableParams) != o.TrainableParams {
		t.Errorf("total %d, trainable %d; the oracle has %d and %d", got.TotalParams, got.TrainableParams, o.TotalParams, o.TrainableParams)
	}
	got, tied := map[string][]int64{}, [][]string{}
	for x := range m.Tensors() {
		got[x.Name] = x.Shape
		if x.Tied != "" {
			tied = append(tied, []string{x.Tied, x.Name})
		}
	}
	if o.Tensors != nil && !maps.EqualFunc(got, o.Tensors, slices.Equal[[]int64]) {
		t.Errorf("tensors %v; the oracle has %v", got, o.Tensors)
	}
	if !slices.EqualFunc(tied, o.Tied, slices.Equal[[]string]) {
		t.Errorf("shared are %v; the oracle has %v", tied, o.Tied)
	}
}
