package hybrid_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch/hybrid"
	"github.com/metagen-go/metagen/scripts/contract"
)

// references are tiny models that transformers has too; their sequences are longer than a chunk of the scan.
var references = map[string]map[string]any{
	"jamba":         {"kv_heads": 2, "experts": 4},
	"jamba_dense":   {"use_conv_bias": false, "tie_embeddings": true, "attention_period": 2},
	"jamba_biased":  {"use_bias": true, "conv_kernel": 2, "experts": 6, "experts_per_token": 3, "expert_period": 3, "expert_offset": 0, "attention_period": 3, "attention_offset": 2},
	"jamba_experts": {"experts": 2, "expert_period": 1, "state_size": 5, "expand": 3, "dt_rank": 7},
}

func tinyState(name string, options map[string]any) blueprint.State {
	d := &blueprint.Draft{Trace: blueprint.Trace{}}
	base := map[string]any{
		"name": name, "spec": name + ".yaml", "architecture": "hybrid", "family": "hybrid", "precision": "float32",
		"hidden_size": 64, "layers": 6, "heads": 4, "ffn_size": 160, "vocab_size": 211, "max_seq_len": 200, "sequence_length": 150,
	}
	maps.Copy(base, options)
	for _, key := range slices.Sorted(maps.Keys(base)) {
		d.Put(key, base[key], "tiny")
	}
	hybrid.Architecture.Derive(d)
	return d.State
}

func TestRandom(t *testing.T) { contract.Random(t, drawHybrid) }

func TestPresets(t *testing.T) { contract.Presets(t, &hybrid.Architecture) }

func TestReference(t *testing.T) {
	states := map[string]blueprint.State{}
	for name, options := range references {
		states[name] = tinyState(name, options)
	}
	contract.Reference(t, "testdata/reference.py", states)
}
