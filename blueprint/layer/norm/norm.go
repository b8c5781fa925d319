// Package norm is the room of normalisation layers.
package norm

import (
	_ "embed"

	"github.com/metagen-go/metagen/blueprint"
)

// Dims are the dimensions of one norm.
type Dims struct {
	Size int64 // channels that are normed together
	Rows int64 // such groups in a token: 1, or the heads where each is normed by itself
	Bias bool  // LayerNorm only
}

var (
	//go:embed rmsnorm.py
	rmsSource string
	//go:embed rmsnorm_offset.py
	offsetSource string
	//go:embed layernorm.py
	layerSource string
	//go:embed rmsnorm.tex
	rmsTeX string
	//go:embed rmsnorm_offset.tex
	offsetTeX string
	//go:embed layernorm.tex
	layerTeX string
)

var zhang = blueprint.Reference{Key: "zhang2019rmsnorm", Author: "Biao Zhang and Rico Sennrich", Title: "Root Mean Square Layer Normalization", Where: "arXiv:1910.07467", Year: 2019}

// The kinds of norm.
var (
	RMS = blueprint.Kind{
		Name: "RMSNorm", Doc: "Divides by the root of the mean square, then scales each channel.", TeX: rmsTeX,
		Sources:    []blueprint.Source{{Path: "layer/norm/rmsnorm.py", Text: rmsSource}},
		References: []blueprint.Reference{zhang},
	}
	RMSOffset = blueprint.Kind{
		Name: "RMSNorm with offset", Doc: "RMSNorm whose weight is kept as its distance from 1.", TeX: offsetTeX,
		Sources: []blueprint.Source{{Path: "layer/norm/rmsnorm_offset.py", Text: offsetSource}},
		References: []blueprint.Reference{zhang,
			{Key: "gemma2024", Author: "{Gemma Team}", Title: "Gemma: Open Models Based on Gemini Research and Technology", Where: "arXiv:2403.08295", Year: 2024}},
	}
	Layer = blueprint.Kind{
		Name: "LayerNorm", Doc: "Subtracts the mean, divides by the standard deviation, then scales and shifts each channel.", TeX: layerTeX,
		Sources:    []blueprint.Source{{Path: "layer/norm/layernorm.py", Text: layerSource}},
		References: []blueprint.Reference{{Key: "ba2016layernorm", Author: "Jimmy Lei Ba and Jamie Ryan Kiros and Geoffrey E. Hinton", Title: "Layer Normalization", Where: "arXiv:1607.06450", Year: 2016}},
	}
)

// Kinds lists them by their names in specs.
var Kinds = map[string]*blueprint.Kind{"rmsnorm": &RMS, "rmsnorm_offset": &RMSOffset, "layernorm": &Layer}

// Node is a norm as a module.
//
// What backward needs, as torch's CPU kernels save it: LayerNorm keeps its input, a mean and a reciprocal deviation a row.
// RMSNorm works in float32: it keeps its input (a float32 copy where that is narrower), the normed input and a reciprocal root a row.
func Node(name string, kind *blueprint.Kind, d Dims, from ...string) *blueprint.Node {
	n := &blueprint.Node{
		Name: name, Kind: kind, From: from,
		Params: []blueprint.Param{{Name: "weight", Shape: []int64{d.Size}}},
	}
	keeps := func(p blueprint.Pass) blueprint.Bytes {
		return blueprint.Bytes(blueprint.Product(p.Tokens, d.Rows, d.Size, p.Width))
	}
	if kind == &Layer {
		if d.Bias {
			n.Params = append(n.Params, blueprint.Param{Name: "bias", Shape: []int64{d.Size}})
		}
		n.Keeps = keeps
		n.Cost = func(p blueprint.Pass) blueprint.Cost {
			return blueprint.Cost{Saved: blueprint.Bytes(blueprint.Product(2, p.Tokens, d.Rows, p.Width))}
		}
		return n
	}
	n.Keeps = func(p blueprint.Pass) blueprint.Bytes {
		if p.Width < 4 || p.Fixed {
			return 0 // the float32 copy is its own
		}
		return keeps(p)
	}
	n.Cost = func(p blueprint.Pass) blueprint.Cost {
		rows := blueprint.Product(p.Tokens, d.Rows)
		saved := blueprint.Product(4, rows, d.Size+1)
		switch {
		case p.Frozen:
			saved = blueprint.Product(4, rows) // the normed input is for the gradient of the weight
		case p.Fixed:
			return blueprint.Cost{Saved: blueprint.Bytes(blueprint.Product(4, rows, d.Size))} // and all the rest for that of the input
		}
		if p.Width < 4 {
			saved = blueprint.Sum(saved, blueprint.Product(4, rows, d.Size))
		}
		if kind == &RMSOffset {
			saved = blueprint.Sum(saved, blueprint.Product(d.Size, p.Width)) // 1 + weight
		}
		return blueprint.Cost{Saved: blueprint.Bytes(saved)}
	}
	return n
}
