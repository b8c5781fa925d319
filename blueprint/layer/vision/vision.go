// Package vision is the room of the parts of a vision transformer: attention among all tokens, an MLP, and what reads the first token.
package vision

import (
	_ "embed"

	"github.com/metagen-go/metagen/blueprint"
)

// Dims are the dimensions of both.
type Dims struct {
	Hidden, Heads, HeadDim, FFN int64
	Bias                        bool // of queries, keys and values
	SavesOutput                 bool // whether the activation's backward needs its output (ReLU) rather than its input
}

var (
	//go:embed attention.py
	attentionSource string
	//go:embed mlp.py
	mlpSource string
	//go:embed attention.tex
	attentionTeX string
	//go:embed mlp.tex
	mlpTeX string
	//go:embed pooler.py
	poolerSource string
	//go:embed pooler.tex
	poolerTeX string
)

// Attention, MLP and Pooler are the kinds of this room. The activation's source goes before the MLP's.
var (
	Attention = blueprint.Kind{
		Name: "attention", Doc: "Self-attention in which every token attends to all.", TeX: attentionTeX,
		Sources:    []blueprint.Source{{Path: "layer/vision/attention.py", Text: attentionSource}},
		References: []blueprint.Reference{{Key: "vaswani2017attention", Author: "Ashish Vaswani and others", Title: "Attention Is All You Need", Where: "arXiv:1706.03762", Year: 2017}},
	}
	MLP = blueprint.Kind{
		Name: "MLP", Doc: "Up to ffn_size, through the activation, and down again.", TeX: mlpTeX,
		Sources: []blueprint.Source{{Path: "layer/vision/mlp.py", Text: mlpSource}},
	}
	Pooler = blueprint.Kind{
		Name: "pooler", Doc: "What has become of the first token, through a layer and tanh.", TeX: poolerTeX,
		Sources: []blueprint.Source{{Path: "layer/vision/pooler.py", Text: poolerSource}},
	}
)

// AttentionNode is attention as a module. FLOPs beside those of the projections: q k^T and the weighted sum of v, 2 x heads x head_dim x T^2
// each. Backward needs q, k and v, the output (the input of o_proj) and a float32 log-sum-exp a head and query (Dao et al. 2022, arXiv:2205.14135).
func AttentionNode(name string, d Dims, from ...string) *blueprint.Node {
	width, heads := blueprint.Product(d.Heads, d.HeadDim), []string{"q_proj", "k_proj", "v_proj"}
	return &blueprint.Node{
		Name: name, Kind: &Attention, From: from, Reads: heads, Holds: "o_proj",
		Children: []*blueprint.Node{
			blueprint.Linear("q_proj", d.Hidden, width, d.Bias),
			blueprint.Linear("k_proj", d.Hidden, width, d.Bias),
			blueprint.Linear("v_proj", d.Hidden, width, d.Bias),
			blueprint.Linear("o_proj", width, d.Hidden, true, heads...),
		},
		Cost: func(p blueprint.Pass) blueprint.Cost {
			return blueprint.Cost{
				FLOPs:    blueprint.FLOPs(blueprint.Product(4, width, p.Tokens, p.Tokens)),
				Backward: blueprint.FLOPs(blueprint.Product(2, products(p), width, p.Tokens, p.Tokens)),
				Saved:    blueprint.Bytes(blueprint.Sum(blueprint.Product(3, p.Tokens, width, p.Width), blueprint.Product(4, p.Tokens, d.Heads))),
			}
		},
	}
}

// products is how many matrix products backward takes: one for each of q, k and v that needs a gradient, and one for the attention weights where q
// or k does.
func products(p blueprint.Pass) int64 {
	needs := func(name string) bool { return p.Fixes == nil || !p.Fixes(name) }
	count := int64(0)
	for _, one := range []bool{needs("q_proj"), needs("k_proj"), needs("v_proj"), needs("q_proj") || needs("k_proj")} {
		if one {
			count++
		}
	}
	return count
}

// MLPNode is the MLP as a module. Backward needs the activation's input, but for ReLU, which needs its output: the input of fc2.
func MLPNode(name string, d Dims, from ...string) *blueprint.Node {
	holds := ""
	if d.SavesOutput {
		holds = "fc2"
	}
	return &blueprint.Node{
		Name: name, Kind: &MLP, From: from, Reads: []string{"fc1"}, Holds: holds,
		Children: []*blueprint.Node{
			blueprint.Linear("fc1", d.Hidden, d.FFN, true),
			blueprint.Linear("fc2", d.FFN, d.Hidden, true, "fc1"),
		},
		Cost: func(p blueprint.Pass) blueprint.Cost {
			if d.SavesOutput {
				return blueprint.Cost{}
			}
			return blueprint.Cost{Saved: blueprint.Bytes(blueprint.Product(p.Tokens, d.FFN, p.Width))}
		},
	}
}

// FirstToken is a Linear that reads the first of so many tokens: backward needs its input, and that is a part of what all of them take.
func FirstToken(name string, tokens, in, out int64, bias bool, from ...string) *blueprint.Node {
	n := blueprint.Linear(name, in, out, bias, from...)
	n.Sees = OneToken
	n.Keeps = func(p blueprint.Pass) blueprint.Bytes {
		if p.Frozen {
			return 0
		}
		return blueprint.Bytes(blueprint.Product(tokens, in, p.Width))
	}
	return n
}

// OneToken is the pass of what reads one vector of an image.
func OneToken(p blueprint.Pass) blueprint.Pass {
	p.Tokens, p.Context = 1, 1
	return p
}

// PoolerNode is the pooler as a module. What tanh puts out, which its backward needs, is counted where it goes.
func PoolerNode(name string, tokens, hidden int64, from ...string) *blueprint.Node {
	return &blueprint.Node{Name: name, Kind: &Pooler, From: from, Children: []*blueprint.Node{FirstToken("dense", tokens, hidden, hidden, true)}}
}
