package mamba_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch/mamba"
	"github.com/metagen-go/metagen/scripts/contract"
)

// references are tiny models that transformers has too; their sequences are longer than a chunk of the scan.
var references = map[string]map[string]any{
	"mamba":         {},
	"mamba_biased":  {"use_bias": true, "use_conv_bias": false, "conv_kernel": 3, "tie_embeddings": false},
	"mamba_shallow": {"layers": 1, "state_size": 5, "conv_kernel": 2, "expand": 3, "dt_rank": 7},
}

func tinyState(name string, options map[string]any) blueprint.State {
	d := &blueprint.Draft{Trace: blueprint.Trace{}}
	base := map[string]any{
		"name": name, "spec": name + ".yaml", "architecture": "mamba", "family": "hybrid", "precision": "float32",
		"hidden_size": 64, "layers": 3, "vocab_size": 211, "max_seq_len": 200, "sequence_length": 150,
	}
	maps.Copy(base, options)
	for _, key := range slices.Sorted(maps.Keys(base)) {
		d.Put(key, base[key], "tiny")
	}
	mamba.Architecture.Derive(d)
	return d.State
}

func TestRandom(t *testing.T) { contract.Random(t, drawMamba) }

func TestPresets(t *testing.T) { contract.Presets(t, &mamba.Architecture) }

func TestReference(t *testing.T) {
	states := map[string]blueprint.State{}
	for name, options := range references {
		states[name] = tinyState(name, options)
	}
	contract.Reference(t, "testdata/reference.py", states)
}
