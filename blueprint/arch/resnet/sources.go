package resnet

import (
	"strings"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/contrastive"
	"github.com/metagen-go/metagen/blueprint/layer/weights"
)

// sources lists the Python of the model, each file after those it uses: one file for each choice, so that none is left to run time.
func sources(s *blueprint.State) []blueprint.Source {
	list := []blueprint.Source{weights.Source()}
	if s.Head == "embedding" {
		list = append(list, contrastive.Kind.Sources...)
	}
	for _, name := range wiring(s) {
		text, err := python.ReadFile(name)
		if err != nil {
			panic(err) // embedded above
		}
		list = append(list, blueprint.Source{Path: "arch/resnet/" + name, Text: string(text)})
	}
	return list
}

// wiring names the files of this folder that the choices take.
func wiring(s *blueprint.State) []string {
	model := "model.py"
	switch {
	case s.Head == "embedding" && s.EmbeddingDim != s.HiddenSize:
		model = "projected_embedder.py"
	case s.Head == "embedding":
		model = "embedder.py"
	}
	return []string{"draw.py", string(s.Block) + "_block.py", "stage.py", model}
}

// kinds lists the layers to explain, in the order in which an image meets them.
func kinds(s *blueprint.State) []*blueprint.Kind {
	list := []*blueprint.Kind{&batchNormKind, blockKind(s)}
	if s.Head == "embedding" {
		list = append(list, &contrastive.Kind)
	}
	return list
}

// references lists the works that the model stands on.
func references(s *blueprint.State) []blueprint.Reference {
	var list []blueprint.Reference
	for _, k := range kinds(s) {
		list = append(list, k.References...)
	}
	if s.Groups > 1 {
		list = append(list, blueprint.Reference{Key: "xie2017resnext", Author: "Saining Xie and Ross Girshick and Piotr Doll\\'ar and Zhuowen Tu and Kaiming He", Title: "Aggregated Residual Transformations for Deep Neural Networks", Where: "arXiv:1611.05431", Year: 2017})
	}
	if s.Groups == 1 && s.WidthPerGroup > 64 {
		list = append(list, blueprint.Reference{Key: "zagoruyko2016wide", Author: "Sergey Zagoruyko and Nikos Komodakis", Title: "Wide Residual Networks", Where: "arXiv:1605.07146", Year: 2016})
	}
	return list
}

// describe is the method text: resnet.tex, and a sentence for each choice that changes the wiring.
func describe(s *blueprint.State) string {
	var b strings.Builder
	b.WriteString(method)
	for _, choice := range []struct {
		made bool
		text string
	}{
		{s.Block == "basic", `A block is two $3 \times 3$ convolutions.`},
		{s.Block == "bottleneck", `A block narrows its input by a $1 \times 1$ convolution, passes it through a $3 \times 3$ convolution, and widens it by another $1 \times 1$ convolution.`},
		{s.Groups > 1, `The $3 \times 3$ convolution works in \Groups{} groups of channels by themselves \citep{xie2017resnext}.`},
		{s.Groups == 1 && s.WidthPerGroup > 64, `The $3 \times 3$ convolution is wider than in the usual network, by \WidthPerGroup{} to 64 \citep{zagoruyko2016wide}.`},
		{true, `The mean over all pixels of what the last stage puts out has \HiddenSize{} channels.`},
		{s.Head == "classification", `A layer scores \NumClasses{} classes from it. Training minimises the cross-entropy of the right class.`},
		{s.Head == "embedding" && s.EmbeddingDim != s.HiddenSize, `A layer projects it to \EmbeddingDim{} channels.`},
		{s.Head == "embedding", `The outcome, at length 1, is the embedding. Two views of every picture, cropped, turned and coloured at random, are drawn together by a contrastive loss \citep{chen2020simclr}.`},
	} {
		if choice.made {
			b.WriteString(choice.text + "\n")
		}
	}
	return b.String()
}
