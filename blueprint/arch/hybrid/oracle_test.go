package hybrid_test

import (
	"slices"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch/hybrid"
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
	"hidden_size": "hidden_size", "layers": "num_hidden_layers", "heads": "num_attention_heads", "kv_heads": "num_key_value_heads", "ffn_size": "intermediate_size",
	"vocab_size": "vocab_size", "max_seq_len": "max_position_embeddings", "norm_eps": "rms_norm_eps", "tie_embeddings": "tie_word_embeddings",
	"state_size": "mamba_d_state", "conv_kernel": "mamba_d_conv", "expand": "mamba_expand", "dt_rank": "mamba_dt_rank", "use_bias": "mamba_proj_bias", "use_conv_bias": "mamba_conv_bias",
	"attention_period": "attn_layer_period", "attention_offset": "attn_layer_offset", "expert_period": "expert_layer_period", "expert_offset": "expert_layer_offset",
	"experts": "num_experts", "experts_per_token": "num_experts_per_tok", "router_aux_loss_coef": "router_aux_loss_coef",
}

func (o *oracle) state() blueprint.State {
	d := &blueprint.Draft{Trace: blueprint.Trace{}}
	for key, value := range map[string]any{"architecture": "hybrid", "precision": "float32", "sequence_length": 32} {
		d.Put(key, value, "oracle")
	}
	for key, name := range fields {
		d.Put(key, o.Config[name], "oracle")
	}
	hybrid.Architecture.Derive(d)
	return d.State
}

func TestOracles(t *testing.T) {
	contract.Oracles(t, 1, func(o *contract.Oracle) bool { return o.Family == "hybrid" }, func(t *testing.T, o *oracle) {
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
