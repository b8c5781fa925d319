// Package pairing is the room of the losses that draw the two halves of a pair together and all others apart.
package pairing

import (
	_ "embed"

	"github.com/metagen-go/metagen/blueprint"
)

var (
	//go:embed softmax.py
	softmaxSource string
	//go:embed sigmoid.py
	sigmoidSource string
	//go:embed softmax.tex
	softmaxTeX string
	//go:embed sigmoid.tex
	sigmoidTeX string
)

// The kinds of loss.
var (
	Softmax = blueprint.Kind{
		Name: "contrastive loss", Doc: "The cross-entropy of finding the text of an image among all texts of the batch, and the image of a text, by the angle between them.", TeX: softmaxTeX,
		Sources:    []blueprint.Source{{Path: "layer/pairing/softmax.py", Text: softmaxSource}},
		References: []blueprint.Reference{{Key: "radford2021clip", Author: "Alec Radford and others", Title: "Learning Transferable Visual Models From Natural Language Supervision", Where: "arXiv:2103.00020", Year: 2021}},
	}
	Sigmoid = blueprint.Kind{
		Name: "sigmoid loss", Doc: "The cross-entropy of telling, of every image and text of the batch, whether they are a pair, by the angle between them.", TeX: sigmoidTeX,
		Sources:    []blueprint.Source{{Path: "layer/pairing/sigmoid.py", Text: sigmoidSource}},
		References: []blueprint.Reference{{Key: "zhai2023siglip", Author: "Xiaohua Zhai and Basil Mustafa and Alexander Kolesnikov and Lucas Beyer", Title: "Sigmoid Loss for Language Image Pre-Training", Where: "arXiv:2303.15343", Year: 2023}},
	}
)

// Kinds lists them by their names in specs.
var Kinds = map[string]*blueprint.Kind{"softmax": &Softmax, "sigmoid": &Sigmoid}

// Needs says what of a scored pair needs a gradient: what either side is projected to, and the scale of similarities.
type Needs struct{ Image, Text, Scale bool }

// Cost is what scoring one pair in a space of a width takes, and the loss on it; similarities of a batch of B pairs take B^2 each. Backward
// needs a projection and its length for its own gradient, and either side at length 1 for the other's; the scale, and the similarity for the
// scale's gradient. The losses work in float32: the softmax keeps two log-probabilities, two counts and the int64 places of both; the sigmoid
// what it takes, what it puts out, and the signs.
func Cost(kind *blueprint.Kind, width int64, needs Needs, p blueprint.Pass) blueprint.Cost {
	saved, sides := p.Width, int64(0)
	for _, needed := range []bool{needs.Image, needs.Text} {
		if needed {
			saved, sides = blueprint.Sum(saved, blueprint.Product(2*width+1, p.Width)), sides+1
		}
	}
	if needs.Scale {
		saved += p.Width
	}
	if kind == &Softmax {
		saved += 2*4 + 2*4 + 8
	} else {
		saved += 3 * 4
	}
	return blueprint.Cost{
		FLOPs: blueprint.FLOPs(blueprint.Product(2, width)), Backward: blueprint.FLOPs(blueprint.Product(2, width, sides)), Saved: blueprint.Bytes(saved),
	}
}
