package vit_test

import (
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch/vit"
	"github.com/metagen-go/metagen/scripts/contract"
)

// oracle is a model as transformers builds it.
type oracle struct {
	contract.Oracle
	Config    map[string]any
	TinyFLOPs int64 `json:"flops_forward_b1_img32"`
	FLOPs     int64 `json:"flops_forward_b1_img224"`
}

// classes are those of transformers that this architecture is, and what tells them apart in our terms.
var classes = map[string]map[string]any{
	"ViTForImageClassification":  {"task_type": "classification"},
	"DeiTForImageClassification": {"task_type": "classification", "distillation_token": true},
	"ViTModel":                   {"task_type": "embedding"},
	"DeiTModel":                  {"task_type": "embedding", "distillation_token": true},
}

func (o *oracle) state() blueprint.State {
	d := &blueprint.Draft{Trace: blueprint.Trace{}}
	put := func(key string, value any) { d.Put(key, value, "oracle") }
	put("architecture", "vit")
	put("precision", "float32")
	for key, value := range classes[o.Source.Cls] {
		put(key, value)
	}
	for key, name := range map[string]string{
		"hidden_size": "hidden_size", "layers": "num_hidden_layers", "heads": "num_attention_heads", "ffn_size": "intermediate_size",
		"image_size": "image_size", "patch_size": "patch_size", "num_channels": "num_channels", "norm_eps": "layer_norm_eps",
	} {
		if v, ok := o.Config[name].(float64); ok {
			put(key, v)
		}
	}
	put("attention_bias", o.Config["qkv_bias"] == true)
	put("mlp", map[string]string{"gelu": "gelu", "gelu_new": "gelu_tanh", "gelu_pytorch_tanh": "gelu_tanh", "relu": "relu"}[o.Config["hidden_act"].(string)])
	if d.State.TaskType == "classification" {
		labels, _ := o.Config["id2label"].(map[string]any)
		put("num_classes", int64(max(2, len(labels)))) // two are transformers' default, which its configs leave out
	}
	vit.Architecture.Derive(d)
	return d.State
}

func TestOracles(t *testing.T) {
	contract.Oracles(t, 4, func(o *contract.Oracle) bool { return classes[o.Source.Cls] != nil }, func(t *testing.T, o *oracle) {
		m := o.Build(t, o.state())
		if got, want := m.Account().ForwardFLOPs, max(o.TinyFLOPs, o.FLOPs); int64(got) != want {
			t.Errorf("%d FLOPs for an image; the oracle has %d", got, want)
		}
		o.HoldTensors(t, m)
	})
}
