package vit_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/blueprint/arch/vit"
	"github.com/metagen-go/metagen/scripts/contract"
)

// drawn draws a small legal vision transformer: every option, in every combination that the architecture allows.
func drawn(r *rand.Rand) blueprint.State {
	for {
		d := &blueprint.Draft{Trace: blueprint.Trace{}}
		put := func(key string, value any) { d.Put(key, value, "drawn") }
		pick := func(list ...string) string { return list[r.IntN(len(list))] }
		coin := func() bool { return r.IntN(2) == 0 }
		put("spec", "drawn.yaml")
		put("architecture", "vit")
		put("family", "transformer")
		put("inputs", "image")
		put("task_type", pick("classification", "classification", "embedding", "retrieval"))
		put("precision", pick("float32", "bfloat16"))
		heads := []int{1, 2, 3, 4, 8}[r.IntN(5)]
		put("heads", heads)
		put("hidden_size", heads*8*(1+r.IntN(3)))
		if r.IntN(3) == 0 {
			put("head_dim", 4*(1+r.IntN(8)))
		}
		put("layers", 1+r.IntN(3))
		patch := 1 + r.IntN(6)
		put("patch_size", patch)
		put("image_size", patch*(1+r.IntN(5)))
		put("num_channels", 1+r.IntN(4))
		put("dropout", []float64{0, 0.1, 0.3}[r.IntN(3)])
		put("mlp", pick("gelu", "gelu_tanh", "relu"))
		if coin() {
			put("ffn_size", 1+r.IntN(100))
		}
		put("attention_bias", coin())
		put("distillation_token", coin())
		if d.State.TaskType == "classification" {
			put("num_classes", 1+r.IntN(12))
		} else if coin() {
			put("embedding_dim", 1+r.IntN(40))
		}
		vit.Architecture.Derive(d)
		adapt(r, d)
		put("name", fmt.Sprintf("drawn %s %s", d.State.Head, d.State.MLP))
		if _, problems := arch.Tree(d.State); len(problems) == 0 {
			return d.State
		}
	}
}

// adapt freezes parts of some models, and gives some adapters.
func adapt(r *rand.Rand, d *blueprint.Draft) {
	stack, heads := "", []string{"pooler", "projection"}
	if d.State.Head == "classification" {
		stack, heads = "vit.", []string{"classifier"}
		if d.State.DistillationToken {
			stack = "deit."
		}
	}
	some := func(list ...string) string {
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		return string(blueprint.JoinList(list[:1+r.IntN(len(list))]))
	}
	if r.IntN(3) == 0 {
		d.Put("freeze", some(append([]string{stack + "embeddings", stack + "layers", stack + "layernorm", stack + "layers.attention", stack + "layers.mlp"}, heads...)...), "drawn")
	}
	if r.IntN(4) == 0 {
		d.Put("lora_rank", 1+r.IntN(4), "drawn")
		d.Put("lora_alpha", 1+r.IntN(4), "drawn")
		d.Put("lora_targets", some("q_proj", "k_proj", "v_proj", "o_proj", "fc1", "fc2", "classifier", "dense", "projection"), "drawn")
	}
}

// references are tiny models of the classes that transformers has too, in our terms.
var references = map[string]map[string]any{
	"vit":           {"num_classes": 7},
	"vit_relu":      {"num_classes": 7, "mlp": "relu", "attention_bias": false, "head_dim": 16},
	"deit":          {"num_classes": 5, "distillation_token": true},
	"vit_embedder":  {"task_type": "embedding", "mlp": "gelu_tanh"},
	"deit_embedder": {"task_type": "retrieval", "distillation_token": true},
}

func state(name string, options map[string]any) blueprint.State {
	d := &blueprint.Draft{Trace: blueprint.Trace{}}
	base := map[string]any{
		"name": name, "spec": name + ".yaml", "architecture": "vit", "family": "transformer", "precision": "float32", "task_type": "classification", "inputs": "image",
		"hidden_size": 64, "layers": 3, "heads": 4, "ffn_size": 160, "image_size": 24, "patch_size": 6, "num_channels": 3, "dropout": 0.0,
	}
	maps.Copy(base, options)
	for _, key := range slices.Sorted(maps.Keys(base)) {
		d.Put(key, base[key], "tiny")
	}
	vit.Architecture.Derive(d)
	return d.State
}

func TestRandom(t *testing.T) { contract.Random(t, drawn) }

func TestPresets(t *testing.T) { contract.Presets(t, &vit.Architecture) }

func TestReference(t *testing.T) {
	states := map[string]blueprint.State{}
	for name, options := range references {
		states[name] = state(name, options)
	}
	contract.Reference(t, "testdata/reference.py", states)
}
