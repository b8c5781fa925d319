// Package moe is the room of the mixture of experts that can stand in for the MLP.
package moe

import (
	_ "embed"

	"github.com/metagen-go/metagen/blueprint"
)

// Dims are the dimensions of one mixture.
type Dims struct {
	Hidden, FFN       int64 // outer width, and inner width of one expert
	Experts, PerToken int64 // routed experts, and how many of them a token meets
	Shared            int64 // experts that every token meets
}

var (
	//go:embed moe.py
	source string
	//go:embed shared.py
	sharedSource string
	//go:embed raw.py
	rawSource string
	//go:embed moe.tex
	tex string
	//go:embed shared.tex
	sharedTeX string
	//go:embed raw.tex
	rawTeX string
)

var references = []blueprint.Reference{
	{Key: "fedus2021switch", Author: "William Fedus and Barret Zoph and Noam Shazeer", Title: "Switch Transformers: Scaling to Trillion Parameter Models with Simple and Efficient Sparsity", Where: "arXiv:2101.03961", Year: 2021},
	{Key: "jiang2024mixtral", Author: "Albert Q. Jiang and others", Title: "Mixtral of Experts", Where: "arXiv:2401.04088", Year: 2024},
}

// Routed, WithShared and Raw are the kinds of mixture. The activation's source goes before theirs.
var (
	Routed = blueprint.Kind{
		Name: "mixture of experts", Doc: "A router sends each token through a few of many gated MLPs.", TeX: tex,
		Sources: []blueprint.Source{{Path: "layer/moe/moe.py", Text: source}}, References: references,
	}
	WithShared = blueprint.Kind{
		Name: "mixture of experts", Doc: "A router sends each token through a few of many gated MLPs; some more see every token.", TeX: sharedTeX,
		Sources: []blueprint.Source{{Path: "layer/moe/shared.py", Text: sharedSource}},
		References: append(references[:2:2], blueprint.Reference{Key: "dai2024deepseekmoe", Author: "Damai Dai and others",
			Title: "{DeepSeekMoE}: Towards Ultimate Expert Specialization in Mixture-of-Experts Language Models", Where: "arXiv:2401.06066", Year: 2024}),
	}
	// Raw is for models that have dense MLPs beside it: its class is MoE, its experts are as wide as these, and it takes the router's scores as they are.
	Raw = blueprint.Kind{
		Name: "mixture of experts", Doc: "A router sends each token through a few of many gated MLPs, and weighs them with its own scores.", TeX: rawTeX,
		Sources: []blueprint.Source{{Path: "layer/moe/raw.py", Text: rawSource}}, References: references,
	}
	experts = blueprint.Kind{Name: "experts", Doc: "The routed experts' weights side by side."}
	shared  = blueprint.Kind{Name: "shared experts", Doc: "The shared experts as one gated MLP."}
)

// Node is a mixture as a module. Its costs do not depend on where the router sends the tokens: every token meets PerToken experts.
func Node(name string, d Dims, from ...string) *blueprint.Node {
	n := &blueprint.Node{
		Name: name, Kind: &Routed, From: from, Reads: []string{"gate", "experts"},
		Children: []*blueprint.Node{blueprint.Linear("gate", d.Hidden, d.Experts, false), expertsNode(d, "gate")},
		Cost:     func(p blueprint.Pass) blueprint.Cost { return blueprint.Cost{Saved: routing(d, p)} },
	}
	if d.Shared > 0 {
		n.Kind = &WithShared
		n.Children = append(n.Children, sharedNode(d))
	}
	return n
}

// RawNode is a mixture of kind Raw as a module. Backward needs as much as elsewhere, but for the chosen scores' sum and what is divided by it.
func RawNode(name string, d Dims, from ...string) *blueprint.Node {
	return &blueprint.Node{
		Name: name, Kind: &Raw, From: from, Reads: []string{"router", "experts"},
		Children: []*blueprint.Node{blueprint.Linear("router", d.Hidden, d.Experts, false), expertsNode(d, "router")},
		Cost: func(p blueprint.Pass) blueprint.Cost {
			return blueprint.Cost{Saved: routing(d, p) - blueprint.Bytes(blueprint.Product(4, p.Tokens, d.PerToken+1))}
		},
	}
}

// routing is what backward needs of the router: float32 scores of every expert, the chosen ones' scores, their sum and
// their places, three orders of the rows, each expert's load, and the rows as they come back with their weights.
func routing(d Dims, p blueprint.Pass) blueprint.Bytes {
	rows := blueprint.Product(p.Tokens, d.PerToken)
	scores := blueprint.Sum(blueprint.Product(4, p.Tokens, d.Experts+1), blueprint.Product(4, rows), 4*d.Experts)
	orders := blueprint.Product(3*8, rows)
	return blueprint.Bytes(blueprint.Sum(scores, orders, blueprint.Product(rows, d.Hidden+1, p.Width)))
}

// expertsNode holds the experts' matrices, in transformers' layout. Backward needs the sorted rows, the gate with the
// up-projection, the gate after its activation, their product, and where each expert's rows end.
func expertsNode(d Dims, from string) *blueprint.Node {
	share := blueprint.Share{Part: d.PerToken, Whole: d.Experts}
	return &blueprint.Node{
		Name: "experts", Kind: &experts, From: []string{from},
		Params: []blueprint.Param{
			{Name: "gate_up_proj", Shape: []int64{d.Experts, 2 * d.FFN, d.Hidden}, Share: share},
			{Name: "down_proj", Shape: []int64{d.Experts, d.Hidden, d.FFN}, Share: share},
		},
		Cost: func(p blueprint.Pass) blueprint.Cost {
			rows, width := blueprint.Product(p.Tokens, d.PerToken), d.Hidden+4*d.FFN
			if p.Frozen {
				width = 3 * d.FFN // rows and product are for the gradients of the matrices
			}
			return blueprint.Cost{
				FLOPs: blueprint.FLOPs(blueprint.Product(6, rows, d.Hidden, d.FFN)),
				Saved: blueprint.Bytes(blueprint.Sum(blueprint.Product(rows, width, p.Width), 4*d.Experts)),
			}
		},
	}
}

func sharedNode(d Dims) *blueprint.Node {
	inner := d.Shared * d.FFN
	return &blueprint.Node{
		Name: "shared_experts", Kind: &shared, Reads: []string{"gate_proj", "up_proj"},
		Children: []*blueprint.Node{
			blueprint.Linear("gate_proj", d.Hidden, inner, false),
			blueprint.Linear("up_proj", d.Hidden, inner, false),
			blueprint.Linear("down_proj", inner, d.Hidden, false, "gate_proj", "up_proj"),
		},
		Cost: func(p blueprint.Pass) blueprint.Cost {
			return blueprint.Cost{Saved: blueprint.Bytes(blueprint.Product(3, p.Tokens, inner, p.Width))}
		},
	}
}
