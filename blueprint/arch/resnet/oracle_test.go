package resnet_test

import (
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch/resnet"
	"github.com/metagen-go/metagen/scripts/contract"
)

// oracle is a model as torchvision builds it.
type oracle struct {
	contract.Oracle
	Config struct {
		Block         string
		Layers        []int64
		NumClasses    int64 `json:"num_classes"`
		Groups        int64
		WidthPerGroup int64 `json:"width_per_group"`
	}
	Buffers int64
	FLOPs   int64 `json:"flops_forward_b1_img224"`
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
	ours := func(o *contract.Oracle) bool {
		return strings.HasPrefix(o.Source.Cls, "resn") || strings.HasPrefix(o.Source.Cls, "wide_resnet")
	}
	contract.Oracles(t, 3, ours, func(t *testing.T, o *oracle) {
		m, buffers := o.Build(t, o.state()), int64(0)
		if got := m.Account().ForwardFLOPs; int64(got) != o.FLOPs {
			t.Errorf("%d FLOPs; the oracle has %d", got, o.FLOPs)
		}
		for x := range m.Tensors() {
			if x.Buffer {
				buffers += blueprint.Product(x.Shape...)
			}
		}
		if buffers != o.Buffers {
			t.Errorf("%d numbers in buffers; the oracle has %d", buffers, o.Buffers)
		}
		if o.HoldTensors(t, m); o.Tensors == nil {
			t.Error("the oracle records no tensors")
		}
	})
}
