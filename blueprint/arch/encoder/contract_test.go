package encoder_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch/encoder"
	"github.com/metagen-go/metagen/scripts/contract"
)

func TestRandom(t *testing.T) { contract.Random(t, drawEncoder()) }

func TestPresets(t *testing.T) { contract.Presets(t, &encoder.Architecture) }

// references are tiny encoders that transformers has too, in our terms, by what reference.py calls them.
var references = map[string]map[string]any{
	"bert_classification": {"layout": "bert", "task_type": "classification", "num_classes": 3},
	"bert_ranking":        {"layout": "bert", "task_type": "ranking"},
	"bert_regression":     {"layout": "bert", "task_type": "regression", "num_outputs": 2, "mlp": "gelu_tanh"},
	"bert_masked_lm":      {"layout": "bert", "task_type": "generation", "mlp": "relu"},
	"bert_pooler":         {"layout": "bert", "task_type": "embedding", "pooling": "pooler"},
	"bert_mean":           {"layout": "bert", "task_type": "embedding", "pooling": "mean"},
	"bert_cls":            {"layout": "bert", "task_type": "embedding", "pooling": "cls"},

	"roberta_classification": {"layout": "roberta", "task_type": "classification"},
	"roberta_masked_lm":      {"layout": "roberta", "task_type": "anomaly_detection", "token_types": 2},
	"roberta_pooler":         {"layout": "roberta", "task_type": "embedding", "pooling": "pooler"},
	"roberta_mean":           {"layout": "roberta", "task_type": "retrieval", "pooling": "mean"},

	"distilbert_classification": {"layout": "distilbert", "task_type": "classification"},
	"distilbert_masked_lm":      {"layout": "distilbert", "task_type": "generation"},
	"distilbert_mean":           {"layout": "distilbert", "task_type": "embedding"},

	"modernbert_classification": {"layout": "modernbert", "task_type": "classification"},
	"modernbert_regression":     {"layout": "modernbert", "task_type": "regression", "pooling": "mean", "norm_bias": true, "attention_bias": true, "mlp_bias": true},
	"modernbert_masked_lm":      {"layout": "modernbert", "task_type": "generation", "mlp": "swiglu"},
	"modernbert_mean":           {"layout": "modernbert", "task_type": "embedding", "global_attention_every": 2},
	"modernbert_cls":            {"layout": "modernbert", "task_type": "embedding", "pooling": "cls", "pad_token": 9},
}

// referenceState is one of them, four blocks deep.
func referenceState(name string) blueprint.State {
	d := &blueprint.Draft{Trace: blueprint.Trace{}}
	base := map[string]any{
		"name": name, "spec": name + ".yaml", "architecture": "encoder", "family": "transformer", "inputs": "text", "precision": "float32",
		"hidden_size": 64, "layers": 4, "heads": 4, "ffn_size": 160, "vocab_size": 97, "max_seq_len": 48, "sequence_length": 40, "dropout": 0.0,
	}
	if references[name]["layout"] == "modernbert" {
		base["local_attention"] = 12
	}
	maps.Copy(base, references[name])
	for _, key := range slices.Sorted(maps.Keys(base)) {
		d.Put(key, base[key], "tiny")
	}
	encoder.Architecture.Derive(d)
	return d.State
}

func TestReference(t *testing.T) {
	states := map[string]blueprint.State{}
	for name := range references {
		states[name] = referenceState(name)
	}
	contract.Reference(t, "testdata/reference.py", states)
}
