package clip_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/blueprint/arch/clip"
	"github.com/metagen-go/metagen/scripts/contract"
)

// small is a model with what a test adds, derived.
func small(add map[string]any) blueprint.State {
	d := &blueprint.Draft{Trace: blueprint.Trace{}}
	all := map[string]any{
		"name": "small", "spec": "small.yaml", "architecture": "clip", "family": "transformer", "precision": "float32",
		"hidden_size": 48, "layers": 3, "heads": 4, "vision_ffn_size": 100, "text_hidden_size": 32, "text_layers": 2, "text_heads": 2, "text_ffn_size": 72,
		"projection_dim": 20, "vocab_size": 270, "max_seq_len": 24, "sequence_length": 16, "image_size": 24, "patch_size": 8, "num_channels": 3,
	}
	maps.Copy(all, add)
	for _, key := range slices.Sorted(maps.Keys(all)) {
		d.Put(key, all[key], "test")
	}
	clip.Architecture.Derive(d)
	return d.State
}

// draw draws a small legal model: every option, in every combination.
func draw(r *rand.Rand) blueprint.State {
	for {
		pick := func(list ...string) string { return list[r.IntN(len(list))] }
		heads, textHeads := 1+r.IntN(5), 1+r.IntN(4)
		s := small(map[string]any{
			"precision": pick("float32", "bfloat16"), "heads": heads, "hidden_size": heads * 4 * (1 + r.IntN(4)), "layers": 1 + r.IntN(3), "vision_ffn_size": 1 + r.IntN(90),
			"text_heads": textHeads, "text_hidden_size": textHeads * 4 * (1 + r.IntN(4)), "text_layers": 1 + r.IntN(3), "text_ffn_size": 1 + r.IntN(90),
			"projection_dim": 1 + r.IntN(40), "vocab_size": 258 + r.IntN(50), "max_seq_len": 20 + r.IntN(20), "sequence_length": 3 + r.IntN(17),
			"image_size": 12 + r.IntN(20), "patch_size": 3 + r.IntN(9), "num_channels": []int{1, 3, 4}[r.IntN(3)],
			"mlp": pick("quick_gelu", "gelu", "gelu_tanh"), "loss": pick("softmax", "sigmoid"),
		})
		s.Name = blueprint.Text(fmt.Sprintf("drawn %s %s", s.MLP, s.Loss))
		if r.IntN(3) == 0 {
			some := []string{"vision_model", "text_model", "visual_projection", "text_model.encoder", "vision_model.embeddings", "vision_model.encoder.layers", "text_model.final_layer_norm"}
			r.Shuffle(len(some), func(i, j int) { some[i], some[j] = some[j], some[i] })
			s.Freeze = blueprint.JoinList(some[:1+r.IntN(3)])
		}
		if r.IntN(4) == 0 {
			some := []string{"q_proj", "k_proj", "v_proj", "out_proj", "fc1", "fc2", "visual_projection", "text_projection"}
			r.Shuffle(len(some), func(i, j int) { some[i], some[j] = some[j], some[i] })
			s.LoRARank, s.LoRAAlpha, s.LoRATargets = blueprint.Dim(1+r.IntN(4)), blueprint.Count(1+r.IntN(4)), blueprint.JoinList(some[:1+r.IntN(4)])
		}
		if m, _ := arch.Tree(s); m != nil {
			return s
		}
	}
}

func TestRandom(t *testing.T) { contract.Random(t, draw) }

func TestPresets(t *testing.T) { contract.Presets(t, &clip.Architecture) }

func TestReference(t *testing.T) {
	states := map[string]blueprint.State{}
	for name, add := range map[string]map[string]any{
		"clip": nil, "clip_gelu": {"mlp": "gelu"}, "siglip_loss": {"loss": "sigmoid", "mlp": "gelu_tanh"}, "clip_uneven": {"image_size": 26, "num_channels": 1},
	} {
		s := small(add)
		s.Name = blueprint.Text(name)
		states[name] = s
	}
	contract.Reference(t, "testdata/reference.py", states)
}
