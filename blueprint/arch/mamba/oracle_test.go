package mamba_test

import (
	"slices"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch/mamba"
	"github.com/metagen-go/metagen/scripts/contract"
)

// oracle is a model as transformers builds it.
type oracle struct {
	contract.Oracle
	Config map[string]any
	Tied   [][]string
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
	contract.Oracles(t, 2, func(o *contract.Oracle) bool { return o.Family == "ssm" }, func(t *testing.T, o *oracle) {
		m, tied := o.Build(t, o.state()), [][]string{}
		for x := range m.Tensors() {
			if x.Tied != "" {
				tied = append(tied, []string{x.Tied, x.Name})
			}
		}
		o.HoldTensors(t, m)
		if !slices.EqualFunc(tied, o.Tied, slices.Equal[[]string]) {
			t.Errorf("shared are %v; the oracle has %v", tied, o.Tied)
		}
	})
}
