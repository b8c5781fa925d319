package encoder_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/blueprint/arch/encoder"
)

var (
	layouts = []string{"bert", "roberta", "distilbert", "modernbert"}
	tasks   = []string{"classification", "regression", "ranking", "embedding", "retrieval", "generation", "anomaly_detection"}
)

// drawEncoder draws small legal encoders: every option, in every combination that the architecture allows; layouts and tasks in turn.
func drawEncoder() func(r *rand.Rand) blueprint.State {
	turn := 0
	return func(r *rand.Rand) blueprint.State {
		layout, task := layouts[turn%4], tasks[turn/4%len(tasks)]
		turn++
		for {
			d := drawn(r, layout, task)
			adapt(r, d)
			if m, _ := arch.Tree(d.State); m != nil {
				return d.State
			}
		}
	}
}

func drawn(r *rand.Rand, layout, task string) *blueprint.Draft {
	d := &blueprint.Draft{Trace: blueprint.Trace{}}
	put := func(key string, value any) { d.Put(key, value, "drawn") }
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	coin := func() bool { return r.IntN(2) == 0 }
	put("name", fmt.Sprintf("drawn %s %s", layout, task))
	put("spec", "drawn.yaml")
	put("architecture", "encoder")
	put("family", "transformer")
	put("inputs", "text")
	put("task_type", task)
	put("layout", layout)
	put("precision", pick("float32", "bfloat16"))
	heads := 1 + r.IntN(4)
	put("heads", heads)
	put("hidden_size", heads*4*(1+r.IntN(5)))
	put("layers", 1+r.IntN(4))
	put("ffn_size", 1+r.IntN(60))
	put("vocab_size", 17+r.IntN(80))
	put("max_seq_len", 24+r.IntN(40))
	put("sequence_length", 2+r.IntN(22))
	put("dropout", []float64{0, 0.1, 0.3}[r.IntN(3)])
	put("norm_bias", coin())
	if layout == "modernbert" {
		put("mlp", pick("geglu", "geglu_tanh", "swiglu"))
		put("attention_bias", coin())
		put("mlp_bias", coin())
		put("local_attention", 2+r.IntN(30))
		put("global_attention_every", 1+r.IntN(3))
		if task == "generation" || task == "anomaly_detection" {
			put("lm_head_bias", coin())
		}
		if coin() {
			put("pad_token", 9)
		}
	} else {
		put("mlp", pick("gelu", "gelu_tanh", "relu"))
	}
	if layout == "bert" || layout == "roberta" {
		put("token_types", 1+r.IntN(3))
	}
	if layout == "roberta" {
		put("position_offset", 1+r.IntN(3))
	}
	switch task {
	case "classification":
		put("num_classes", 2+r.IntN(4))
	case "regression":
		put("num_outputs", 1+r.IntN(3))
	case "embedding", "retrieval":
		put("pooling", pick("pooler", "cls", "mean"))
		if coin() {
			put("embedding_dim", 1+r.IntN(40))
		}
	}
	if layout == "modernbert" && (task == "classification" || task == "regression" || task == "ranking") {
		put("pooling", pick("cls", "mean"))
	}
	encoder.Architecture.Derive(d)
	return d
}

// adapt freezes a part of some encoders, and gives some adapters.
func adapt(r *rand.Rand, d *blueprint.Draft) {
	layout, prefix := string(d.State.Layout), ""
	if d.State.Head != "embedding" {
		prefix = map[string]string{"bert": "bert.", "roberta": "roberta.", "distilbert": "distilbert.", "modernbert": "model."}[layout]
	}
	blocks := map[string]string{"bert": "encoder", "roberta": "encoder", "distilbert": "transformer", "modernbert": "layers"}[layout]
	if r.IntN(4) == 0 {
		parts := []string{prefix + "embeddings", prefix + blocks}
		d.Put("freeze", string(blueprint.JoinList(parts[r.IntN(2):])), "drawn")
	}
	if r.IntN(4) == 0 {
		targets := map[string][]string{
			"bert": {"query", "key", "value", "dense"}, "roberta": {"query", "key", "value", "dense"}, "distilbert": {"q_lin", "k_lin", "v_lin", "out_lin", "lin1", "lin2"},
			"modernbert": {"Wqkv", "Wo", "Wi"},
		}[layout]
		r.Shuffle(len(targets), func(i, j int) { targets[i], targets[j] = targets[j], targets[i] })
		d.Put("lora_rank", 1+r.IntN(4), "drawn")
		d.Put("lora_alpha", 1+r.IntN(4), "drawn")
		d.Put("lora_targets", string(blueprint.JoinList(targets[:1+r.IntN(len(targets))])), "drawn")
		d.Put("dropout", 0.0, "drawn")
	}
}
