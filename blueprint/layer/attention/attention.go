// Package attention is the room of causal self-attention with grouped keys and values.
package attention

import (
	_ "embed"

	"github.com/metagen-go/metagen/blueprint"
)

// Dims are the dimensions of one attention layer.
type Dims struct {
	Hidden, Heads, KVHeads, HeadDim int64
	Bias, OutputBias                bool
	Rotary                          bool            // whether queries and keys turn with position
	Window                          int64           // tokens that a query looks back on; 0 is all
	QNorm, KNorm                    *blueprint.Node // norms of queries and keys, or nil
}

var (
	//go:embed attention.py
	rotarySource string
	//go:embed qk_norm.py
	rotaryNormSource string
	//go:embed absolute.py
	absoluteSource string
	//go:embed absolute_qk_norm.py
	absoluteNormSource string
	//go:embed attention.tex
	tex string
)

var (
	vaswani = blueprint.Reference{Key: "vaswani2017attention", Author: "Ashish Vaswani and others", Title: "Attention Is All You Need", Where: "arXiv:1706.03762", Year: 2017}
	ainslie = blueprint.Reference{Key: "ainslie2023gqa", Author: "Joshua Ainslie and others", Title: "{GQA}: Training Generalized Multi-Query Transformer Models from Multi-Head Checkpoints", Where: "arXiv:2305.13245", Year: 2023}
)

// References lists the works that attention of these dimensions stands on.
func References(d Dims) []blueprint.Reference {
	if d.KVHeads < d.Heads {
		return []blueprint.Reference{vaswani, ainslie}
	}
	return []blueprint.Reference{vaswani}
}

func kind(file, source string) blueprint.Kind {
	return blueprint.Kind{
		Name: "attention", Doc: "Causal self-attention; each key-value head serves a group of query heads.", TeX: tex,
		Sources:    []blueprint.Source{{Path: "layer/attention/" + file, Text: source}},
		References: []blueprint.Reference{vaswani, ainslie},
	}
}

// The kinds of attention differ in whether queries and keys are normed, and whether they turn with position.
var (
	Rotary       = kind("attention.py", rotarySource)
	RotaryNorm   = kind("qk_norm.py", rotaryNormSource)
	Absolute     = kind("absolute.py", absoluteSource)
	AbsoluteNorm = kind("absolute_qk_norm.py", absoluteNormSource)
)

// Of picks the kind for the dimensions.
func Of(d Dims) *blueprint.Kind {
	switch {
	case d.Rotary && d.QNorm != nil:
		return &RotaryNorm
	case d.Rotary:
		return &Rotary
	case d.QNorm != nil:
		return &AbsoluteNorm
	}
	return &Absolute
}

// products is how many of the four products of backward are needed: that for the gradients of queries and keys, and one for each of queries,
// keys and values.
func products(p blueprint.Pass, heads []string) int64 {
	if p.Fixes == nil {
		return 4
	}
	count := int64(0)
	for _, name := range heads {
		if !p.Fixes(name) {
			count++
		}
	}
	if !p.Fixes(heads[0]) || !p.Fixes(heads[1]) {
		count++
	}
	return count
}

// Node is attention as a module.
//
// FLOPs beside those of the projections: q k^T and the weighted sum of v, 2 x heads x head_dim x T x S each, the whole
// square counted whatever the mask hides, as FlopCounterMode does. Backward needs q, k and v as they enter
// scaled_dot_product_attention, its output (the input of o_proj) and a float32 log-sum-exp a head and query
// (Dao et al. 2022, arXiv:2205.14135). The cache keeps 2 x kv_heads x head_dim numbers a token, for the last Window tokens.
func Node(name string, d Dims, from ...string) *blueprint.Node {
	q, kv := blueprint.Product(d.Heads, d.HeadDim), blueprint.Product(d.KVHeads, d.HeadDim)
	children := []*blueprint.Node{
		blueprint.Linear("q_proj", d.Hidden, q, d.Bias),
		blueprint.Linear("k_proj", d.Hidden, kv, d.Bias),
		blueprint.Linear("v_proj", d.Hidden, kv, d.Bias),
	}
	heads := []string{"q_proj", "k_proj", "v_proj"}
	if d.QNorm != nil {
		children = append(children, d.QNorm, d.KNorm)
		heads = []string{"q_norm", "k_norm", "v_proj"}
	}
	children = append(children, blueprint.Linear("o_proj", q, d.Hidden, d.OutputBias, heads...))
	return &blueprint.Node{
		Name: name, Kind: Of(d), From: from, Children: children, Reads: heads, Holds: "o_proj",
		Cost: func(p blueprint.Pass) blueprint.Cost {
			cached, seen := p.Context, p.Context // keys kept, and keys that the new queries meet
			if d.Window > 0 {
				cached, seen = min(cached, d.Window), min(seen, p.Tokens+d.Window-1)
			}
			return blueprint.Cost{
				FLOPs:    blueprint.FLOPs(blueprint.Product(4, q, p.Tokens, seen)),
				Backward: blueprint.FLOPs(blueprint.Product(2, products(p, heads), q, p.Tokens, seen)),
				Saved:    blueprint.Bytes(blueprint.Sum(blueprint.Product(p.Tokens, q+2*kv, p.Width), blueprint.Product(4, p.Tokens, d.Heads))),
				KVCache:  blueprint.Bytes(blueprint.Product(2, kv, cached, p.Width)),
			}
		},
	}
}
