package encoder_test

import (
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch/encoder"
	"github.com/metagen-go/metagen/scripts/contract"
)

// oracle is a model as another library builds it.
type oracle struct {
	contract.Oracle
	Config    map[string]any
	TinyFLOPs int64 `json:"flops_forward_b2_s32"`
	FLOPs     int64 `json:"flops_forward_b1_s512"`
	Tied      [][]string
}

// number reads a number of the config, by the first of its names that is there.
func (o *oracle) number(names ...string) (float64, bool) {
	for _, name := range names {
		if v, ok := o.Config[name].(float64); ok {
			return v, true
		}
	}
	return 0, false
}

func (o *oracle) text(names ...string) string {
	for _, name := range names {
		if v, ok := o.Config[name].(string); ok {
			return v
		}
	}
	return ""
}

var prefixes = map[string]string{"Bert": "bert", "Roberta": "roberta", "DistilBert": "distilbert", "ModernBert": "modernbert"}

// kindOf is what a class of transformers is in our terms: its layout and its task; false where it is none of ours.
func kindOf(class string) (layout, task string, ours bool) {
	prefix, suffix, _ := strings.Cut(class, "For")
	layout, ours = prefixes[strings.TrimSuffix(prefix, "Model")]
	task, known := map[string]string{"": "embedding", "MaskedLM": "generation", "SequenceClassification": "classification"}[suffix]
	return layout, task, ours && known
}

// state is the oracle's config in our terms.
func (o *oracle) state() blueprint.State {
	layout, task, _ := kindOf(o.Source.Cls)
	d := &blueprint.Draft{Trace: blueprint.Trace{}}
	put := func(key string, value any) { d.Put(key, value, "oracle") }
	for key, value := range map[string]any{"architecture": "encoder", "family": "transformer", "inputs": "text", "precision": "float32", "layout": layout, "task_type": task} {
		put(key, value)
	}
	for key, names := range map[string][]string{
		"hidden_size": {"hidden_size", "dim"}, "layers": {"num_hidden_layers", "n_layers"}, "heads": {"num_attention_heads", "n_heads"},
		"ffn_size": {"intermediate_size", "hidden_dim"}, "vocab_size": {"vocab_size"}, "max_seq_len": {"max_position_embeddings"},
		"norm_eps": {"layer_norm_eps", "norm_eps"}, "pad_token": {"pad_token_id"}, "dropout": {"hidden_dropout_prob", "dropout", "mlp_dropout"},
	} {
		if v, ok := o.number(names...); ok {
			put(key, v)
		}
	}
	act := o.text("hidden_act", "activation", "hidden_activation")
	switch layout {
	case "bert", "roberta":
		types, _ := o.number("type_vocab_size")
		put("token_types", types)
		if task == "embedding" {
			put("pooling", "pooler")
		}
	case "modernbert":
		act = map[string]string{"gelu": "geglu", "silu": "swiglu"}[act]
		put("local_attention", o.Config["local_attention"])
		every := int64(len(o.Config["layer_types"].([]any)))
		for i, kind := range o.Config["layer_types"].([]any) {
			if i > 0 && kind == "full_attention" {
				every = int64(i)
				break
			}
		}
		put("global_attention_every", every)
		for _, key := range []string{"norm_bias", "attention_bias", "mlp_bias"} {
			put(key, o.Config[key])
		}
	}
	if layout == "roberta" {
		put("position_offset", int64(d.State.PadToken)+1)
		put("max_seq_len", int64(d.State.MaxSeqLen)-int64(d.State.PositionOffset))
	}
	put("mlp", act)
	if task == "classification" {
		put("num_classes", o.classes())
	}
	put("sequence_length", int64(min(512, d.State.MaxSeqLen)))
	encoder.Architecture.Derive(d)
	return d.State
}

// classes counts the labels, which the config leaves out where they are two.
func (o *oracle) classes() int64 {
	if labels, ok := o.Config["id2label"].(map[string]any); ok {
		return int64(len(labels))
	}
	return 2
}

func TestOracles(t *testing.T) {
	ours := func(o *contract.Oracle) bool {
		_, _, ours := kindOf(o.Source.Cls)
		if !ours && o.Family == "encoder" {
			t.Errorf("%s is of the family %s, which is not judged", o.ID, o.Source.Cls)
		}
		return ours && o.Family == "encoder"
	}
	contract.Oracles(t, 12, ours, func(t *testing.T, o *oracle) { o.judge(t) })
}

func (o *oracle) judge(t *testing.T) {
	m := o.Build(t, o.state())
	if o.FLOPs > 0 {
		if got := m.Root.Total(blueprint.Pass{Tokens: 512, Context: 512, Width: 4}).FLOPs; int64(got) != o.FLOPs {
			t.Errorf("%d FLOPs for 512 tokens; the oracle has %d", got, o.FLOPs)
		}
	}
	if o.Tensors == nil {
		return
	}
	if got := 2 * int64(m.Root.Total(blueprint.Pass{Tokens: 32, Context: 32, Width: 4}).FLOPs); got != o.TinyFLOPs {
		t.Errorf("%d FLOPs for 2 x 32 tokens; the oracle has %d", got, o.TinyFLOPs)
	}
	tied := 0
	for x := range m.Tensors() {
		if x.Tied != "" {
			tied++
		}
	}
	o.HoldTensors(t, m)
	if tied != len(o.Tied) {
		t.Errorf("%d tied tensors; the oracle has %v", tied, o.Tied)
	}
}
