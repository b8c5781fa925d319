package resnet_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/blueprint/arch/resnet"
)

// oracle is a model as torchvision builds it.
type oracle struct {
	ID, Family string
	Source     struct{ Cls string }
	Config     struct {
		Block         string
		Layers        []int64
		NumClasses    int64 `json:"num_classes"`
		Groups        int64
		WidthPerGroup int64 `json:"width_per_group"`
	}
	TotalParams     int64 `json:"total_params"`
	TrainableParams int64 `json:"trainable_params"`
	Buffers         int64
	FLOPs           int64 `json:"flops_forward_b1_img224"`
	Tensors         map[string][]int64
}

func (o *oracle) state() blueprint.State {
	d := &blueprint.Draft{Trace: blueprint.Trace{}}
	put := func(key string, value any) { d.Put(key, value, "oracle") }
	put("architecture", "resnet")
	put("precision", "float32")
	put("task_type", "classification")
	put("block", o.Config.Block)
	put("hidden_size", map[string]int{"basic": 512, "bottleneck": 2048}[o.Config.Block])
	put("stage_depths", o.Config.Layers)
	put("num_classes", o.Config.NumClasses)
	put("image_size", 224)
	put("num_channels", 3)
	if o.Config.Groups > 0 {
		put("groups", o.Config.Groups)
	}
	if o.Config.WidthPerGroup > 0 {
		put("width_per_group", o.Config.WidthPerGroup)
	}
	resnet.Architecture.Imply(d)
	resnet.Architecture.Derive(d)
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
		var named struct{ Source struct{ Cls string } }
		if err := json.Unmarshal(data, &named); err != nil {
			t.Fatal(err)
		}
		if cls := named.Source.Cls; !strings.HasPrefix(cls, "resn") && !strings.HasPrefix(cls, "wide_resnet") {
			continue
		}
		var o oracle
		if err := json.Unmarshal(data, &o); err != nil {
			t.Fatal(err)
		}
		t.Run(o.ID, func(t *testing.T) { o.judge(t) })
		judged++
	}
	if judged < 3 {
		t.Errorf("only %d of %d oracles are judged", judged, len(files))
	}
}

func (o *oracle) judge(t *testing.T) {
	m, problems := arch.Build(o.state())
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	got := m.Account()
	if int64(got.TotalParams) != o.TotalParams || int64(got.TrainableParams) != o.TrainableParams || int64(got.ForwardFLOPs) != o.FLOPs {
		t.Errorf("total %d, trainable %d, %d FLOPs; the oracle has %d, %d and %d", got.TotalParams, got.TrainableParams, got.ForwardFLOPs, o.TotalParams, o.TrainableParams, o.FLOPs)
	}
	tensors, buffers := map[string][]int64{}, int64(0)
	for x := range m.Tensors() {
		tensors[x.Name] = x.Shape
		if x.Buffer {
			buffers += (&blueprint.Param{Shape: x.Shape}).Count()
		}
	}
	if buffers != o.Buffers {
		t.Errorf("%d numbers in buffers; the oracle has %d", buffers, o.Buffers)
	}
	if !maps.EqualFunc(tensors, o.Tensors, slices.Equal[[]int64]) {
		t.Errorf("tensors %v; the oracle has %v", tensors, o.Tensors)
	}
}
