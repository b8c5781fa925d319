package encoderdecoder_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	encoderdecoder "github.com/metagen-go/metagen/blueprint/arch/encoder_decoder"
	"github.com/metagen-go/metagen/scripts/contract"
)

func TestRandom(t *testing.T) { contract.Random(t, draw, "testdata/cache.py") }

func TestPresets(t *testing.T) {
	contract.Presets(t, &encoderdecoder.Architecture, "testdata/cache.py")
}

// references are tiny models that transformers has too, in our terms: T5, T5 1.1 and BART, with as many blocks in the decoder as in the encoder or others.
var references = map[string]map[string]any{
	"t5":        {"head_dim": 24, "decoder_layers": 3},
	"t5_one":    {"layers": 1},
	"t5_11":     {"mlp": "geglu_tanh", "tie_embeddings": false},
	"bart":      {"position": "learned", "position_offset": 2, "decoder_layers": 1},
	"bart_wide": {"position": "learned", "position_offset": 2, "scale_embeddings": true, "mlp": "relu"},
}

func TestReference(t *testing.T) {
	states := map[string]blueprint.State{}
	for name, more := range references {
		d := &blueprint.Draft{Trace: blueprint.Trace{}}
		all := map[string]any{
			"name": name, "spec": name + ".yaml", "architecture": "encoder_decoder", "family": "transformer", "precision": "float32",
			"hidden_size": 64, "layers": 2, "heads": 4, "ffn_size": 160, "vocab_size": 211, "max_seq_len": 48, "sequence_length": 20, "source_length": 30,
			"relative_buckets": 8, "relative_distance": 20, "dropout": 0.0,
		}
		maps.Copy(all, more)
		for _, key := range slices.Sorted(maps.Keys(all)) {
			d.Put(key, all[key], "tiny")
		}
		encoderdecoder.Architecture.Derive(d)
		states[name] = d.State
	}
	contract.Reference(t, "testdata/reference.py", states)
}

func TestAdapted(t *testing.T) { contract.Random(t, adapted, "testdata/cache.py") }
