package vit_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/blueprint/arch/vit"
)

// oracle is a model as transformers builds it.
type oracle struct {
	ID, Family      string
	Source          struct{ Cls string }
	Config          map[string]any
	TotalParams     int64 `json:"total_params"`
	TrainableParams int64 `json:"trainable_params"`
	TinyFLOPs       int64 `json:"flops_forward_b1_img32"`
	FLOPs           int64 `json:"flops_forward_b1_img224"`
	Tensors         map[string][]int64
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
		if classes[o.Source.Cls] == nil {
			continue
		}
		t.Run(o.ID, func(t *testing.T) { o.judge(t) })
		judged++
	}
	if judged < 4 {
		t.Errorf("only %d of %d oracles are judged", judged, len(files))
	}
}

func (o *oracle) judge(t *testing.T) {
	m, problems := arch.Build(o.state())
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	got := m.Account()
	if int64(got.TotalParams) != o.TotalParams || int64(got.TrainableParams) != o.TrainableParams {
		t.Errorf("total %d, trainable %d; the oracle has %d and %d", got.TotalParams, got.TrainableParams, o.TotalParams, o.TrainableParams)
	}
	if want := max(o.TinyFLOPs, o.FLOPs); int64(got.ForwardFLOPs) != want {
		t.Errorf("%d FLOPs for an image; the oracle has %d", got.ForwardFLOPs, want)
	}
	tensors := map[string][]int64{}
	for x := range m.Tensors() {
		tensors[x.Name] = x.Shape
	}
	if o.Tensors != nil && !maps.EqualFunc(tensors, o.Tensors, slices.Equal[[]int64]) {
		t.Errorf("tensors %v; the oracle has %v", tensors, o.Tensors)
	}
}
