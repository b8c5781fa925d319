// Package mlp is the room of the feed-forward part of a block.
package mlp

import (
	_ "embed"

	"github.com/metagen-go/metagen/blueprint"
)

// Dims are the dimensions of one MLP.
type Dims struct {
	Hidden, FFN int64 // outer and inner width
	Bias        bool  // of every projection
	SavesOutput bool  // whether the activation's backward needs its output (ReLU) rather than its input
}

var (
	//go:embed gated.py
	gatedSource string
	//go:embed plain.py
	plainSource string
	//go:embed gated.tex
	gatedTeX string
	//go:embed plain.tex
	plainTeX string
)

// Gated and Plain are the kinds of MLP. The activation's source goes before theirs.
var (
	Gated = blueprint.Kind{
		Name: "gated MLP", Doc: "A gate, through the activation, scales the up-projection channel by channel.", TeX: gatedTeX,
		Sources:    []blueprint.Source{{Path: "layer/mlp/gated.py", Text: gatedSource}},
		References: []blueprint.Reference{{Key: "shazeer2020glu", Author: "Noam Shazeer", Title: "{GLU} Variants Improve Transformer", Where: "arXiv:2002.05202", Year: 2020}},
	}
	Plain = blueprint.Kind{
		Name: "MLP", Doc: "Up to ffn_size, through the activation, and down again.", TeX: plainTeX,
		Sources: []blueprint.Source{{Path: "layer/mlp/plain.py", Text: plainSource}},
	}
)

// GatedNode is a gated MLP as a module. Backward needs the gate before and after its activation, and the up-projection.
func GatedNode(name string, d Dims, from ...string) *blueprint.Node {
	return &blueprint.Node{
		Name: name, Kind: &Gated, From: from, Reads: []string{"gate_proj", "up_proj"},
		Children: []*blueprint.Node{
			blueprint.Linear("gate_proj", d.Hidden, d.FFN, d.Bias),
			blueprint.Linear("up_proj", d.Hidden, d.FFN, d.Bias),
			blueprint.Linear("down_proj", d.FFN, d.Hidden, d.Bias, "gate_proj", "up_proj"),
		},
		Cost: func(p blueprint.Pass) blueprint.Cost {
			return blueprint.Cost{Saved: blueprint.Bytes(blueprint.Product(3, p.Tokens, d.FFN, p.Width))}
		},
	}
}

// PlainNode is a plain MLP as a module. Backward needs the activation's input, but for ReLU, which needs its output: the input of down_proj.
func PlainNode(name string, d Dims, from ...string) *blueprint.Node {
	holds := ""
	if d.SavesOutput {
		holds = "down_proj"
	}
	return &blueprint.Node{
		Name: name, Kind: &Plain, From: from, Reads: []string{"up_proj"}, Holds: holds,
		Children: []*blueprint.Node{
			blueprint.Linear("up_proj", d.Hidden, d.FFN, d.Bias),
			blueprint.Linear("down_proj", d.FFN, d.Hidden, d.Bias, "up_proj"),
		},
		Cost: func(p blueprint.Pass) blueprint.Cost {
			if d.SavesOutput {
				return blueprint.Cost{}
			}
			return blueprint.Cost{Saved: blueprint.Bytes(blueprint.Product(p.Tokens, d.FFN, p.Width))}
		},
	}
}
