package vit

import (
	"strings"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/activation"
	"github.com/metagen-go/metagen/blueprint/layer/contrastive"
	"github.com/metagen-go/metagen/blueprint/layer/norm"
	"github.com/metagen-go/metagen/blueprint/layer/patch"
	"github.com/metagen-go/metagen/blueprint/layer/vision"
	"github.com/metagen-go/metagen/blueprint/layer/weights"
)

// sources lists the Python of the model, each file after those it uses: one file for each choice, so that none is left to run time.
func sources(s *blueprint.State) []blueprint.Source {
	list := append([]blueprint.Source{}, patch.Kind.Sources...)
	list = append(list, vision.Attention.Sources...)
	list = append(list, activation.Source(string(s.MLP)))
	list = append(list, vision.MLP.Sources...)
	if s.Head == "embedding" {
		list = append(list, vision.Pooler.Sources...)
		list = append(list, contrastive.Kind.Sources...)
	}
	list = append(list, weights.Source())
	for _, name := range wiring(s) {
		text, err := python.ReadFile(name)
		if err != nil {
			panic(err) // embedded above
		}
		list = append(list, blueprint.Source{Path: "arch/vit/" + name, Text: string(text)})
	}
	return list
}

// wiring names the files of this folder that the choices take.
func wiring(s *blueprint.State) []string {
	embeddings := "embeddings.py"
	if s.DistillationToken {
		embeddings = "distilled_embeddings.py"
	}
	switch {
	case s.Head == "embedding" && s.EmbeddingDim != s.HiddenSize:
		return []string{"draw.py", embeddings, "block.py", "projected_embedder.py"}
	case s.Head == "embedding":
		return []string{"draw.py", embeddings, "block.py", "embedder.py"}
	case bool(s.DistillationToken):
		return []string{"draw.py", embeddings, "block.py", "encoder.py", "distilled_model.py"}
	}
	return []string{"draw.py", embeddings, "block.py", "encoder.py", "model.py"}
}

// kinds lists the layers to explain, in the order in which an image meets them.
func kinds(s *blueprint.State) []*blueprint.Kind {
	feed := vision.MLP
	feed.TeX += `where $\phi$ is $` + activation.TeX(string(s.MLP)) + `$ \citep{` + activation.Reference(string(s.MLP)).Key + "}.\n"
	list := []*blueprint.Kind{&patch.Kind, &norm.Layer, &vision.Attention, &feed}
	if s.Head == "embedding" {
		list = append(list, &vision.Pooler, &contrastive.Kind)
	}
	return list
}

// references lists the works that the model stands on.
func references(s *blueprint.State) []blueprint.Reference {
	list := []blueprint.Reference{activation.Reference(string(s.MLP))}
	for _, k := range kinds(s) {
		list = append(list, k.References...)
	}
	if s.DistillationToken {
		list = append(list, blueprint.Reference{Key: "touvron2021deit", Author: "Hugo Touvron and others", Title: "Training Data-Efficient Image Transformers and Distillation through Attention", Where: "arXiv:2012.12877", Year: 2021})
	}
	return list
}

// describe is the method text: vit.tex, and a sentence for each choice that changes the wiring.
func describe(s *blueprint.State) string {
	var b strings.Builder
	b.WriteString(method)
	for _, choice := range []struct {
		made bool
		text string
	}{
		{bool(s.DistillationToken), `A distillation token stands beside the class token \citep{touvron2021deit}; it takes part in attention, and no layer reads it here.`},
		{true, `Every block reads the residual stream through a norm and adds to it the output of self-attention among all tokens; then it does so through a second norm with an MLP.`},
		{s.Dropout > 0, `In training, a share of \Dropout{} of the embeddings, and of what either part adds, is dropped.`},
		{s.Head == "classification", `A last norm follows, and a layer scores \NumClasses{} classes from what the class token has become. Training minimises the cross-entropy of the right class.`},
		{s.Head == "embedding", `A last norm follows, and the pooler reads what the class token has become.`},
		{s.Head == "embedding" && s.EmbeddingDim != s.HiddenSize, `A projection to \EmbeddingDim{} channels follows it.`},
		{s.Head == "embedding", `The outcome, at length 1, is the embedding. Two views of every picture, cropped, turned and coloured at random, are drawn together by a contrastive loss \citep{chen2020simclr}.`},
	} {
		if choice.made {
			b.WriteString(choice.text + "\n")
		}
	}
	return b.String()
}
