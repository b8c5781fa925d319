// Package encoder wires the text encoder: tokens in, each seeing those before and after it; out come scores of a text, an embedding of it,
// or a guess at every token that was hidden.
//
// hidden_size is the width of the residual stream, layers the number of blocks, heads the number of attention heads.
package encoder

import (
	"embed"
	"slices"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

//go:embed *.py
var python embed.FS

//go:embed presets/*.yaml
var presets embed.FS

// Architecture is the encoder.
var Architecture = blueprint.Architecture{
	Name:  "encoder",
	Title: "transformer encoder",
	Doc: "A transformer encoder of text (BERT, RoBERTa, DistilBERT or ModernBERT): hidden_size is the width of the residual stream, layers the number of blocks, " +
		"heads the number of attention heads. Attention weights are not dropped in training.",
	Serves: "a transformer for classification, regression, ranking, embedding, retrieval or anomaly_detection of text, and for masked language modelling (objective masked_lm)",
	Usual:  blueprint.Use{Family: "transformer", Task: "embedding", Inputs: "text", Outputs: "embedding"},
	Notation: "Shapes in comments: B batch, T tokens, C hidden_size, H heads, D channels of a head, E the width of an embedding, N numbers that come out.\n" +
		"Tensor names are those of transformers' models of the same layout.",
	Fields: []string{
		"hidden_size", "layers", "heads", "ffn_size", "dropout", "vocab_size", "max_seq_len",
		"layout", "head", "pooling", "num_classes", "num_outputs", "embedding_dim", "temperature", "mlp", "norm_eps", "norm_bias",
		"token_types", "position_offset", "attention_bias", "mlp_bias", "lm_head_bias", "rope_theta", "local_rope_theta", "local_attention",
		"global_attention_every", "pad_token", "cls_token", "sep_token", "mask_token",
	},
	Floor:    12,
	Presets:  blueprint.PresetFiles(presets, "arch/encoder/"),
	Takes:    takes,
	Derive:   derive,
	Lacks:    lacks,
	Check:    check,
	Build:    build,
	Tiny:     tiny,
	Describe: describe,
}

// uses says what each head is for, in the words of a spec.
var uses = map[blueprint.Option]blueprint.Use{
	"classification": {Task: "classification", Outputs: "label"},
	"regression":     {Task: "regression", Outputs: "regression"},
	"ranking":        {Task: "ranking", Outputs: "regression"},
	"embedding":      {Task: "embedding", Outputs: "embedding"},
	"masked_lm":      {Task: "generation", Outputs: "text"},
}

// heads names the head of each task.
var heads = map[blueprint.Text]blueprint.Option{
	"classification": "classification", "regression": "regression", "ranking": "ranking", "embedding": "embedding", "retrieval": "embedding",
	"anomaly_detection": "masked_lm", "generation": "masked_lm",
}

// objectives are the names of masked language modelling in specs. From text to text, one of them asks for an encoder: generation is the decoder's.
var objectives = []string{"masked_lm", "mlm", "masked_language_model", "masked_language_modeling", "masked_language_modelling"}

func takes(s *blueprint.State) bool {
	if s.Family != "transformer" || s.Inputs != "text" || s.Outputs == "" || heads[s.TaskType] == "" {
		return false
	}
	if s.TaskType == "generation" {
		masked := slices.ContainsFunc(s.Objective.Items(), func(o string) bool { return slices.Contains(objectives, o) })
		return s.Outputs == "text" && (masked || s.Architecture == "encoder")
	}
	return !slices.ContainsFunc(s.Outputs.Items(), func(o string) bool {
		return !slices.Contains([]string{"label", "classification", "regression", "embedding"}, o)
	})
}

// tiny makes a state small; the vocabulary still has every special token and a token for each byte.
func tiny(s *blueprint.State) {
	s.HiddenSize, s.Layers, s.Heads, s.FFNSize = 32, 3, 2, 48
	s.VocabSize = max(260, s.PadToken+1, s.CLSToken+1, s.SepToken+1, s.MaskToken+1)
	s.MaxSeqLen = min(s.MaxSeqLen, 48)
	s.SequenceLength = min(s.SequenceLength, 48)
	s.LocalAttention = min(s.LocalAttention, 12)
	s.EmbeddingDim = min(s.EmbeddingDim, 32)
}

func pair(s *blueprint.State) bool { return s.Layout == "bert" || s.Layout == "roberta" }

func lacks(s *blueprint.State, key string) string {
	for _, need := range []struct {
		keys, what string
		met        bool
	}{
		{"num_classes", "head classification", s.Head == "classification"},
		{"num_outputs", "head regression", s.Head == "regression"},
		{"embedding_dim temperature", "head embedding", s.Head == "embedding"},
		{"pooling", "head embedding, or layout modernbert with another head than masked_lm", s.Head == "embedding" || s.Layout == "modernbert" && s.Head != "masked_lm"},
		{"mask_token", "head masked_lm", s.Head == "masked_lm"},
		{"token_types", "layout bert or roberta", pair(s)},
		{"position_offset", "layout roberta", s.Layout == "roberta"},
		{"lm_head_bias", "layout modernbert and head masked_lm", s.Layout == "modernbert" && s.Head == "masked_lm"},
		{"attention_bias mlp_bias rope_theta local_rope_theta local_attention global_attention_every", "layout modernbert", s.Layout == "modernbert"},
	} {
		if !need.met && slices.Contains(strings.Fields(need.keys), key) {
			return need.what
		}
	}
	return ""
}
