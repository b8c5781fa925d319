// Package contrastive is the room of the loss that draws embeddings of the same thing together and all others apart.
package contrastive

import (
	_ "embed"

	"github.com/metagen-go/metagen/blueprint"
)

var (
	//go:embed contrastive.py
	source string
	//go:embed contrastive.tex
	tex string
)

// Kind is the loss.
var Kind = blueprint.Kind{
	Name: "contrastive loss", Doc: "The cross-entropy of finding the other view of a picture among all views in the batch, by the angle between embeddings.", TeX: tex,
	Sources:    []blueprint.Source{{Path: "layer/contrastive/contrastive.py", Text: source}},
	References: []blueprint.Reference{{Key: "chen2020simclr", Author: "Ting Chen and Simon Kornblith and Mohammad Norouzi and Geoffrey Hinton", Title: "A Simple Framework for Contrastive Learning of Visual Representations", Where: "arXiv:2002.05709", Year: 2020}},
}

// Saved is what backward needs of one embedding's way to length 1 and through the loss, what is normed left out: its length before and after
// it is kept from 0, the embedding in float32, two masks, a log-probability and the number of pairs. Similarities in a batch of B take B^2 each.
func Saved(width int64, p blueprint.Pass) blueprint.Bytes {
	return blueprint.Bytes(blueprint.Sum(2*p.Width, blueprint.Product(4, width), 1+1+4+8))
}
