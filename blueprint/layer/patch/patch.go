// Package patch is the room of how an image becomes a sequence: cut into square patches, each of them projected.
package patch

import (
	_ "embed"

	"github.com/metagen-go/metagen/blueprint"
)

var (
	//go:embed patch.py
	source string
	//go:embed patch.tex
	tex string
)

// Kind is the embedding of patches.
var Kind = blueprint.Kind{
	Name: "patch embedding", Doc: "Cuts an image into square patches, and projects each of them.", TeX: tex,
	Sources:    []blueprint.Source{{Path: "layer/patch/patch.py", Text: source}},
	References: []blueprint.Reference{Dosovitskiy},
}

// Dosovitskiy is the work that images are cut into patches by.
var Dosovitskiy = blueprint.Reference{Key: "dosovitskiy2021vit", Author: "Alexey Dosovitskiy and others", Title: "An Image is Worth 16x16 Words: Transformers for Image Recognition at Scale", Where: "arXiv:2010.11929", Year: 2021}

// Dims are the dimensions of the embedding of patches.
type Dims struct{ Channels, Hidden, Image, Patch int64 }

// Count is how many patches an image has.
func (d Dims) Count() int64 { return d.Image / d.Patch * (d.Image / d.Patch) }

// Node is the embedding as a module: a convolution whose kernel is as wide as its stride.
func Node(name string, d Dims, from ...string) *blueprint.Node {
	return &blueprint.Node{
		Name: name, Kind: &Kind, From: from,
		Children: []*blueprint.Node{blueprint.Conv2d("projection", blueprint.Convolution{
			In: d.Channels, Out: d.Hidden, Kernel: d.Patch, Stride: d.Patch, Bias: true, Side: d.Image,
		})},
	}
}
