package encoder

import (
	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/activation"
	"github.com/metagen-go/metagen/blueprint/layer/bidirectional"
	"github.com/metagen-go/metagen/blueprint/layer/norm"
	"github.com/metagen-go/metagen/blueprint/layer/pooling"
	"github.com/metagen-go/metagen/blueprint/layer/tokens"
	"github.com/metagen-go/metagen/blueprint/layer/weights"
	"github.com/metagen-go/metagen/blueprint/task/masked_language_model"
	"github.com/metagen-go/metagen/blueprint/task/text_anomaly"
	"github.com/metagen-go/metagen/blueprint/task/text_classification"
	"github.com/metagen-go/metagen/blueprint/task/text_embedding"
	"github.com/metagen-go/metagen/blueprint/task/text_ranking"
	"github.com/metagen-go/metagen/blueprint/task/text_regression"
)

// describe adds what documents and code say of a model.
func describe(m *blueprint.Model) {
	s := &m.State
	m.Sources, m.Task, m.Method, m.Kinds, m.References = sources(s), task(s), methodText(s), kinds(s), references(s)
}

// task is what the model is trained for, with the Python that reads texts for its layout.
func task(s *blueprint.State) *blueprint.Task {
	t := map[blueprint.Option]blueprint.Task{
		"classification": textclassification.Task, "regression": textregression.Task, "ranking": textranking.Task,
		"embedding": textembedding.Task, "masked_lm": maskedlanguagemodel.Task,
	}[s.Head]
	if s.TaskType == "anomaly_detection" {
		t = textanomaly.Task
	}
	reading := []blueprint.Source{tokens.Segments(int64(s.TokenTypes)), tokens.Specials(s.Head == "masked_lm"), tokens.Lines}
	if s.Head == "masked_lm" {
		reading = append(reading, tokens.Masking)
	}
	t.Sources = append(reading, t.Sources...)
	return &t
}

// attentionKind is the kind of attention of the layout.
func attentionKind(s *blueprint.State) *blueprint.Kind {
	switch s.Layout {
	case "distilbert":
		return &bidirectional.DistilBERT
	case "modernbert":
		return &bidirectional.ModernBERT
	}
	return &bidirectional.BERT
}

// poolingKind is the kind of pooling; nil where every token is read.
func poolingKind(s *blueprint.State) *blueprint.Kind {
	switch {
	case s.Head == "masked_lm":
		return nil
	case s.Pooling != "":
		return pooling.Kinds[string(s.Pooling)]
	case s.Layout == "bert":
		return &pooling.Pooler
	}
	return &pooling.CLS // within the head
}

// unitKind is what makes an embedding.
func unitKind(s *blueprint.State) *blueprint.Kind {
	if int64(s.EmbeddingDim) == int64(s.HiddenSize) {
		return &pooling.Unit
	}
	return &pooling.Projected
}

// sources lists the Python of the model, each file after those it uses: one file for each choice, so that none is left to run time.
func sources(s *blueprint.State) []blueprint.Source {
	list := append([]blueprint.Source{}, norm.Layer.Sources...)
	list = append(list, activation.Source(activations[s.MLP]), bidirectional.Mask)
	list = append(list, attentionKind(s).Sources...)
	if s.Pooling != "" || s.Layout == "bert" && s.Head != "masked_lm" {
		list = append(list, poolingKind(s).Sources...)
	}
	if s.Head == "embedding" {
		list = append(list, unitKind(s).Sources...)
	}
	list = append(list, weights.Source())
	for _, name := range wiring(s) {
		text, err := python.ReadFile(name)
		if err != nil {
			panic(err) // embedded
		}
		list = append(list, blueprint.Source{Path: "arch/encoder/" + name, Text: string(text)})
	}
	return list
}

// wiring names the files of this folder that the choices take.
func wiring(s *blueprint.State) []string {
	layout, head := string(s.Layout), string(s.Head)
	list := []string{layout + "_embeddings.py", map[bool]string{true: "bert_encoder.py", false: layout + "_encoder.py"}[pair(s)]}
	draw := "draw.py"
	if layout == "modernbert" {
		list[1], draw = "modernbert_block.py", "modernbert_draw.py"
	}
	list = append(list, draw)
	if head == "embedding" {
		return append(list, "contrastive.py", map[bool]string{true: "bert", false: layout}[pair(s)]+"_embedder.py")
	}
	switch {
	case layout == "bert" && head != "masked_lm":
		list = append(list, "pooled_bert.py")
	case pair(s):
		list = append(list, "bare_bert.py")
	case layout == "distilbert":
		list = append(list, "distilbert.py")
	default:
		list = append(list, "modernbert.py", "modernbert_head.py")
	}
	if head == "masked_lm" {
		return append(list, "masked_lm.py", layout+"_masked_lm.py")
	}
	return append(list, head+".py", layout+"_scorer.py")
}
