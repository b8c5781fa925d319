package vlm_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/blueprint/arch/vlm"
	"github.com/metagen-go/metagen/scripts/contract"
)

// small is a model with what a test adds, derived.
func small(add map[string]any) blueprint.State {
	d := &blueprint.Draft{Trace: blueprint.Trace{}}
	all := map[string]any{
		"name": "small", "spec": "small.yaml", "architecture": "vlm", "family": "transformer", "precision": "float32",
		"hidden_size": 64, "layers": 2, "heads": 4, "ffn_size": 96, "dropout": 0.0, "vocab_size": 270, "max_seq_len": 40, "sequence_length": 24, "image_token": 261,
		"vision_hidden_size": 48, "vision_layers": 3, "vision_heads": 4, "vision_ffn_size": 100, "image_size": 24, "patch_size": 8, "num_channels": 3,
	}
	maps.Copy(all, add)
	for _, key := range slices.Sorted(maps.Keys(all)) {
		d.Put(key, all[key], "test")
	}
	vlm.Architecture.Derive(d)
	return d.State
}

// draw draws a small legal model: every option, in every combination that the architecture allows.
func draw(r *rand.Rand) blueprint.State {
	for {
		pick := func(list ...string) string { return list[r.IntN(len(list))] }
		coin := func() bool { return r.IntN(2) == 0 }
		some := func(list ...string) blueprint.List {
			r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
			return blueprint.JoinList(list[:1+r.IntN(3)])
		}
		heads, seers := []int{2, 4, 6}[r.IntN(3)], 1+r.IntN(5)
		patch := 3 + r.IntN(9)
		add := map[string]any{
			"precision": pick("float32", "bfloat16"), "heads": heads, "hidden_size": heads * 8 * (1 + r.IntN(3)), "layers": 1 + r.IntN(3), "ffn_size": 1 + r.IntN(90),
			"kv_heads": []int{1, 2, heads}[r.IntN(3)], "dropout": []float64{0, 0, 0.2}[r.IntN(3)], "max_seq_len": 24 + r.IntN(20), "sequence_length": 17 + r.IntN(8),
			"vision_heads": seers, "vision_hidden_size": seers * 4 * (1 + r.IntN(4)), "vision_layers": 2 + r.IntN(3), "vision_ffn_size": 1 + r.IntN(90),
			"patch_size": patch, "image_size": patch * (1 + r.IntN(4)), "num_channels": []int{1, 3}[r.IntN(2)], "vision_mlp": pick("quick_gelu", "gelu", "gelu_tanh"),
			"norm": pick("rmsnorm", "rmsnorm_offset", "layernorm"), "mlp": pick("swiglu", "geglu", "geglu_tanh", "gelu", "gelu_tanh", "relu"),
			"position": pick("rope", "rope", "alibi", "none"), "image_token": r.IntN(270),
		}
		for _, key := range []string{"attention_bias", "attention_output_bias", "qk_norm", "parallel_residual", "shared_norm", "tie_embeddings", "lm_head_bias", "mlp_bias"} {
			add[key] = coin()
		}
		if r.IntN(3) == 0 {
			add["sliding_window"] = 1 + r.IntN(16)
		}
		s := small(add)
		s.Name = blueprint.Text(fmt.Sprintf("drawn %s %s", s.Norm, s.MLP))
		if r.IntN(3) == 0 {
			s.Freeze = some("model.vision_tower", "model.multi_modal_projector", "model.language_model", "model.language_model.embed_tokens", "model.vision_tower.encoder.layers", "lm_head")
		}
		if r.IntN(4) == 0 && s.Dropout == 0 {
			s.LoRARank, s.LoRAAlpha = blueprint.Dim(1+r.IntN(4)), blueprint.Count(1+r.IntN(4))
			s.LoRATargets = some("q_proj", "k_proj", "v_proj", "o_proj", "out_proj", "fc1", "fc2", "up_proj", "linear_1", "linear_2", "lm_head")
		}
		if m, _ := arch.Tree(s); m != nil {
			return s
		}
	}
}

func TestRandom(t *testing.T) { contract.Random(t, draw) }

func TestPresets(t *testing.T) { contract.Presets(t, &vlm.Architecture) }

func TestReference(t *testing.T) {
	states := map[string]blueprint.State{}
	for name, add := range map[string]map[string]any{
		"llama": {"kv_heads": 2}, "qwen2": {"kv_heads": 2, "attention_bias": true, "vision_mlp": "gelu"}, "mistral": {"sliding_window": 14, "image_size": 16},
	} {
		s := small(add)
		s.Name = blueprint.Text(name)
		states[name] = s
	}
	contract.Reference(t, "testdata/reference.py", states)
}
