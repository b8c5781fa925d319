package resnet_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/blueprint/arch/resnet"
	"github.com/metagen-go/metagen/scripts/contract"
)

// drawn draws a small legal residual network: every option, in every combination that the architecture allows.
func drawn(r *rand.Rand) blueprint.State {
	for {
		d := &blueprint.Draft{Trace: blueprint.Trace{}}
		put := func(key string, value any) { d.Put(key, value, "drawn") }
		pick := func(list ...string) string { return list[r.IntN(len(list))] }
		coin := func() bool { return r.IntN(2) == 0 }
		put("spec", "drawn.yaml")
		put("architecture", "resnet")
		put("family", "cnn")
		put("inputs", "image")
		put("task_type", pick("classification", "classification", "embedding", "retrieval"))
		put("precision", pick("float32", "bfloat16"))
		put("block", pick("basic", "bottleneck"))
		step := 8
		if d.State.Block == "bottleneck" {
			step = 32
			put("groups", 1+r.IntN(5))
			put("width_per_group", 8*(1+r.IntN(16)))
		}
		put("hidden_size", step*(1+r.IntN(10)))
		if coin() {
			put("stage_depths", []int64{1 + r.Int64N(3), 1 + r.Int64N(3), 1 + r.Int64N(3), 1 + r.Int64N(3)})
			resnet.Architecture.Imply(d)
		} else {
			put("layers", 4+r.IntN(8))
		}
		put("image_size", 33+r.IntN(50))
		put("num_channels", 1+r.IntN(4))
		if d.State.TaskType == "classification" {
			put("num_classes", 1+r.IntN(12))
		} else if coin() {
			put("embedding_dim", 1+r.IntN(40))
		}
		resnet.Architecture.Derive(d)
		adapt(r, d)
		put("name", fmt.Sprintf("drawn %s %s", d.State.Head, d.State.Block))
		if _, problems := arch.Tree(d.State); len(problems) == 0 {
			return d.State
		}
	}
}

// adapt freezes parts of some models, and gives some adapters.
func adapt(r *rand.Rand, d *blueprint.Draft) {
	parts := []string{"conv1", "bn1", "layer1", "layer2", "layer3", "layer4", "fc", "projection", "layer1.0", "layer2.0.downsample", "layer3.0.bn2", "layer1.conv1", "layer4.bn1", "layer3.downsample"}
	if r.IntN(3) == 0 {
		r.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
		d.Put("freeze", string(blueprint.JoinList(parts[:1+r.IntN(len(parts))])), "drawn")
	}
	if r.IntN(8) == 0 {
		d.Put("lora_rank", 1+r.IntN(4), "drawn")
		d.Put("lora_alpha", 1+r.IntN(4), "drawn")
		d.Put("lora_targets", "fc", "drawn")
	}
}

// references are small models that torchvision's ResNet builds too, in our terms.
var references = map[string]map[string]any{
	"basic":      {"block": "basic", "hidden_size": 128, "num_classes": 7},
	"bottleneck": {"hidden_size": 256, "num_classes": 7, "image_size": 61},
	"wide":       {"hidden_size": 256, "width_per_group": 128, "num_classes": 3},
	"grouped":    {"hidden_size": 512, "groups": 4, "width_per_group": 8, "num_classes": 3},
	"full":       {"block": "basic", "hidden_size": 512, "stage_depths": []int64{2, 2, 2, 2}},
	"embedder":   {"block": "basic", "hidden_size": 64, "task_type": "embedding"},
}

func state(name string, options map[string]any) blueprint.State {
	d := &blueprint.Draft{Trace: blueprint.Trace{}}
	base := map[string]any{
		"name": name, "spec": name + ".yaml", "architecture": "resnet", "family": "cnn", "precision": "float32", "task_type": "classification", "inputs": "image",
		"stage_depths": []int64{1, 2, 2, 1}, "image_size": 64, "num_channels": 3,
	}
	maps.Copy(base, options)
	for _, key := range slices.Sorted(maps.Keys(base)) {
		d.Put(key, base[key], "tiny")
	}
	resnet.Architecture.Imply(d)
	resnet.Architecture.Derive(d)
	return d.State
}

func TestRandom(t *testing.T) { contract.Random(t, drawn) }

func TestPresets(t *testing.T) { contract.Presets(t, &resnet.Architecture) }

func TestReference(t *testing.T) {
	states := map[string]blueprint.State{}
	for name, options := range references {
		states[name] = state(name, options)
	}
	contract.Reference(t, "testdata/reference.py", states)
}
