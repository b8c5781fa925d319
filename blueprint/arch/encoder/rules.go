package encoder

import (
	"slices"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// derive settles what the spec and the sizing rules left open.
func derive(d *blueprint.Draft) {
	s := &d.State
	d.Default("layout", "bert", "default")
	d.Default("head", string(heads[s.TaskType]), blueprint.Origin("follows from task "+string(s.TaskType)))
	if use := uses[s.Head]; strings.HasPrefix(string(d.Trace["task_type"]), "default for ") && heads[s.TaskType] != s.Head {
		d.Put("task_type", string(use.Task), blueprint.Origin("default for head "+string(s.Head)))
		d.Put("outputs", string(use.Outputs), blueprint.Origin("default for head "+string(s.Head)))
	}
	switch s.Head {
	case "classification":
		d.Default("num_classes", 2, "default")
	case "regression":
		d.Default("num_outputs", 1, "default")
	case "embedding":
		d.Default("embedding_dim", int64(s.HiddenSize), "default: hidden_size")
		d.Default("pooling", "mean", "default")
		d.Default("temperature", 0.05, "default")
	}
	deriveTokens(d)
	if s.Layout == "modernbert" {
		deriveModern(d)
		return
	}
	d.Default("mlp", "gelu", "default for layout "+blueprint.Origin(s.Layout))
	d.Default("norm_eps", 1e-12, "default for layout "+blueprint.Origin(s.Layout))
	d.Default("norm_bias", true, "default for layout "+blueprint.Origin(s.Layout))
	d.Default("ffn_size", 4*int64(s.HiddenSize), "derived: 4 hidden_size")
	switch s.Layout {
	case "bert":
		d.Default("token_types", 2, "default for layout bert")
	case "roberta":
		d.Default("token_types", 1, "default for layout roberta")
		d.Default("position_offset", int64(s.PadToken)+1, "derived: pad_token + 1")
	}
}

// deriveTokens settles the special tokens.
func deriveTokens(d *blueprint.Draft) {
	s := &d.State
	first := map[string]int{"pad_token": 0, "cls_token": 1, "sep_token": 2, "mask_token": 3}
	if s.Layout == "roberta" {
		first = map[string]int{"cls_token": 0, "pad_token": 1, "sep_token": 2, "mask_token": 3} // as its own vocabulary begins
	}
	for _, key := range []string{"pad_token", "cls_token", "sep_token"} {
		d.Default(key, first[key], "default for layout "+blueprint.Origin(s.Layout))
	}
	if s.Head == "masked_lm" {
		d.Default("mask_token", first["mask_token"], "default")
	}
}

func deriveModern(d *blueprint.Draft) {
	s := &d.State
	why := blueprint.Origin("default for layout modernbert")
	d.Default("mlp", "geglu", why)
	d.Default("norm_eps", 1e-5, why)
	for _, key := range []string{"norm_bias", "attention_bias", "mlp_bias"} {
		d.Default(key, false, why)
	}
	d.Default("ffn_size", (int64(s.HiddenSize)*3+1)/2, "derived: 3/2 hidden_size")
	d.Default("rope_theta", 160000.0, why)
	d.Default("local_rope_theta", 10000.0, why)
	d.Default("local_attention", 128, why)
	d.Default("global_attention_every", 3, why)
	switch s.Head {
	case "masked_lm":
		d.Default("lm_head_bias", true, why)
	default:
		d.Default("pooling", "cls", why)
	}
}

// activations names the activation function of each kind of MLP.
var activations = map[blueprint.Option]string{"swiglu": "silu", "geglu": "gelu", "geglu_tanh": "gelu_tanh", "gelu": "gelu", "gelu_tanh": "gelu_tanh", "relu": "relu"}

// check lists the rules that a state breaks.
func check(s *blueprint.State) []blueprint.Problem {
	var list blueprint.Problems
	for _, key := range []string{"hidden_size", "layers", "heads", "ffn_size", "vocab_size", "max_seq_len"} {
		value := blueprint.FieldByKey(key).Value(s).Int()
		list.Add(value < 1, key, "%s is %d, and must be 1 or more", key, value)
	}
	if len(list) > 0 {
		return list
	}
	list.Add(s.HiddenSize%blueprint.Dim(s.Heads) != 0, "heads", "heads %d does not divide hidden_size %d", s.Heads, s.HiddenSize)
	list.Add(heads[s.TaskType] != s.Head, "head", "head %s is not for task %s, which has head %s", s.Head, s.TaskType, heads[s.TaskType])
	list = append(list, checkHead(s)...)
	list = append(list, checkTokens(s)...)
	gated := []blueprint.Option{"geglu", "geglu_tanh", "swiglu"}
	plain := []blueprint.Option{"gelu", "gelu_tanh", "relu"}
	if s.Layout == "modernbert" {
		list.Add(!slices.Contains(gated, s.MLP), "mlp", "layout modernbert has a gated MLP: mlp is %s, and must be geglu, geglu_tanh or swiglu", s.MLP)
		channels := int64(s.HiddenSize) / int64(s.Heads)
		list.Add(channels%2 != 0, "heads", "heads %d leave each %d channels, and rotary positions turn pairs of them: state heads that leave an even number", s.Heads, channels)
		list.Add(s.RopeTheta <= 1, "rope_theta", "rope_theta is %v, and must be above 1", float64(s.RopeTheta))
		list.Add(s.LocalRopeTheta <= 1, "local_rope_theta", "local_rope_theta is %v, and must be above 1", float64(s.LocalRopeTheta))
		list.Add(s.LocalAttention < 2, "local_attention", "local_attention is %d, and must be 2 or more", s.LocalAttention)
		list.Add(s.GlobalAttentionEvery < 1, "global_attention_every", "global_attention_every is %d, and must be 1 or more", s.GlobalAttentionEvery)
		return list
	}
	list.Add(!slices.Contains(plain, s.MLP), "mlp", "layout %s has a plain MLP: mlp is %s, and must be gelu, gelu_tanh or relu", s.Layout, s.MLP)
	list.Add(pair(s) && s.TokenTypes < 1, "token_types", "token_types is %d, and must be 1 or more", s.TokenTypes)
	list.Add(s.Layout == "roberta" && s.PositionOffset < 1, "position_offset", "position_offset is %d, and must be 1 or more: padding has the row before the first position", s.PositionOffset)
	return list
}

func checkHead(s *blueprint.State) []blueprint.Problem {
	var list blueprint.Problems
	list.Add(s.Head == "classification" && s.NumClasses < 2, "num_classes", "num_classes is %d, and must be 2 or more", s.NumClasses)
	list.Add(s.Head == "regression" && s.NumOutputs < 1, "num_outputs", "num_outputs is %d, and must be 1 or more", s.NumOutputs)
	if s.Head == "embedding" {
		list.Add(s.EmbeddingDim < 1, "embedding_dim", "embedding_dim is %d, and must be 1 or more", s.EmbeddingDim)
		list.Add(s.Temperature <= 0, "temperature", "temperature is %v, and must be above 0", float64(s.Temperature))
	}
	list.Add(s.Pooling == "pooler" && (!pair(s) || s.Head != "embedding"), "pooling", "pooling pooler is BERT's and RoBERTa's, for embeddings: with layout %s and head %s it must be cls or mean", s.Layout, s.Head)
	return list
}

func checkTokens(s *blueprint.State) []blueprint.Problem {
	var list blueprint.Problems
	taken := map[blueprint.Count]string{}
	for _, key := range []string{"pad_token", "cls_token", "sep_token", "mask_token"} {
		if lacks(s, key) != "" {
			continue
		}
		token := blueprint.Count(blueprint.FieldByKey(key).Value(s).Int())
		list.Add(token >= s.VocabSize, key, "%s is %d, and the %d tokens of the vocabulary end at %d", key, token, s.VocabSize, s.VocabSize-1)
		list.Add(taken[token] != "", key, "%s and %s are both %d", key, taken[token], token)
		taken[token] = key
	}
	return list
}
