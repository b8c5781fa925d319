// Package relativeattention is the room of T5's attention: scores that are not scaled, with a learned bias for each distance, of which the
// layers of a stack share one table; and the attention to a source that goes with it.
package relativeattention

import (
	_ "embed"

	"github.com/metagen-go/metagen/blueprint"
)

// Dims are the dimensions of one attention layer.
type Dims struct {
	Hidden, Heads, HeadDim int64
	Buckets                int64 // rows of the table of biases
	Fixed                  bool  // whether the biases do not train
}

var (
	//go:embed buckets.py
	bucketsSource string
	//go:embed self_attention.py
	selfSource string
	//go:embed cross.py
	crossSource string
	//go:embed self_attention.tex
	selfTeX string
	//go:embed cross.tex
	crossTeX string
)

var (
	vaswani = blueprint.Reference{Key: "vaswani2017attention", Author: "Ashish Vaswani and others", Title: "Attention Is All You Need", Where: "arXiv:1706.03762", Year: 2017}
	raffel  = blueprint.Reference{Key: "raffel2019t5", Author: "Colin Raffel and others", Title: "Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer", Where: "arXiv:1910.10683", Year: 2019}
)

// The kinds of attention. Their sources come after the cache of the room cross_attention.
var (
	Self = blueprint.Kind{
		Name: "relative self-attention", Doc: "Self-attention to whose scores a learned bias of the distance is added.", TeX: selfTeX,
		Sources: []blueprint.Source{
			{Path: "layer/relative_attention/buckets.py", Text: bucketsSource},
			{Path: "layer/relative_attention/self_attention.py", Text: selfSource},
		},
		References: []blueprint.Reference{vaswani, raffel},
	}
	Cross = blueprint.Kind{
		Name: "unscaled cross-attention", Doc: "Every token attends to the whole source, whose keys and values are computed once.", TeX: crossTeX,
		Sources:    []blueprint.Source{{Path: "layer/relative_attention/cross.py", Text: crossSource}},
		References: []blueprint.Reference{vaswani, raffel},
	}
)

// SelfNode is self-attention as a module, with the table of biases in the first layer of a stack. Without cached, no keys are kept: an
// encoder's attention.
//
// FLOPs beside those of the projections: q k^T and the weighted sum of v, 2 x heads x head_dim x T x S each, as FlopCounterMode counts. Where the
// biases train, they take gradients, for which torch's CPU has no fused kernel: backward needs the float32 weights of the whole square and v, q and
// k in float32, q for the gradient of k and the other way round. Where they do not, the fused kernel serves (see CrossNode); it keeps the biases
// too, which BiasSaved counts, once a stack. The table's int64 indices, one a pair of tokens, are for its own gradient.
func SelfNode(name string, d Dims, first, cached bool, from ...string) *blueprint.Node {
	inner := d.inner()
	n := &blueprint.Node{Name: name, Kind: &Self, From: from}
	if first {
		table := blueprint.Embedding("relative_attention_bias", d.Buckets, d.Heads, "distances")
		table.Keeps = func(p blueprint.Pass) blueprint.Bytes {
			if p.Frozen {
				return 0
			}
			return blueprint.Bytes(blueprint.Product(8, p.Tokens, p.Context))
		}
		n.Children = append(n.Children, table)
	}
	n.Children = append(n.Children,
		blueprint.Linear("q", d.Hidden, inner, false), blueprint.Linear("k", d.Hidden, inner, false), blueprint.Linear("v", d.Hidden, inner, false),
		blueprint.Linear("o", inner, d.Hidden, false, heads...))
	if d.Fixed {
		n.Reads, n.Holds = heads, "o"
	}
	n.Cost = func(p blueprint.Pass) blueprint.Cost {
		cost := d.attend(p, p.Context, p.Context)
		if !d.Fixed {
			numbers := blueprint.Product(d.Heads, p.Tokens, p.Context)
			for _, needs := range []bool{true, needs(p, "k"), needs(p, "q")} { // v, q and k
				if needs {
					numbers = blueprint.Sum(numbers, blueprint.Product(p.Tokens, inner))
				}
			}
			cost.Saved = blueprint.Bytes(blueprint.Product(4, numbers))
		}
		if !cached {
			cost.KVCache = 0
		}
		return cost
	}
	return n
}

// BiasSaved is what the attention of a stack keeps of its biases where they do not train.
func BiasSaved(d Dims, p blueprint.Pass) blueprint.Bytes {
	return blueprint.Bytes(blueprint.Product(d.Heads, p.Tokens, p.Context, p.Width))
}

// CrossNode is attention of a token to a source as a module; sees is the pass that the source makes, and needed whether the source needs a gradient.
// Its scores have no bias, so that the fused kernel serves: backward needs q, k and v, the output (the input of o) and a float32 log-sum-exp a head
// and query (Dao et al. 2022, arXiv:2205.14135). What it needs of the source itself is the same for every layer, and counted by SourceSaved. The
// cache keeps 2 x heads x head_dim numbers a token of the source.
func CrossNode(name string, d Dims, sees func(p blueprint.Pass) blueprint.Pass, needed bool, from ...string) *blueprint.Node {
	k, v := blueprint.Linear("k", d.Hidden, d.inner(), false), blueprint.Linear("v", d.Hidden, d.inner(), false)
	for _, n := range []*blueprint.Node{k, v} {
		n.Keeps, n.Sees, n.Needed = nil, sees, needed
		if !needed {
			n.From = []string{"source"}
		}
	}
	d.Fixed = true
	return &blueprint.Node{
		Name: name, Kind: &Cross, From: from, Reads: heads, Holds: "o",
		Children: []*blueprint.Node{k, v, blueprint.Linear("q", d.Hidden, d.inner(), false), blueprint.Linear("o", d.inner(), d.Hidden, false, heads...)},
		Cost: func(p blueprint.Pass) blueprint.Cost {
			source := sees(p).Tokens
			return d.attend(p, source, source)
		},
	}
}

// heads are what the attention itself reads.
var heads = []string{"q", "k", "v"}

// needs tells whether what a child puts out needs a gradient.
func needs(p blueprint.Pass, child string) bool { return p.Fixes == nil || !p.Fixes(child) }

// attend is the cost of T queries that meet so many keys, of which so many are new, with the fused kernel. Backward has a product for the gradients of
// scores, where these have one, and one for each of those of queries, keys and values.
func (d Dims) attend(p blueprint.Pass, keys, fresh int64) blueprint.Cost {
	inner, products := d.inner(), int64(0)
	for _, needs := range []bool{needs(p, "q"), needs(p, "k"), needs(p, "v"), needs(p, "q") || needs(p, "k") || !d.Fixed} {
		if needs {
			products++
		}
	}
	return blueprint.Cost{
		FLOPs:    blueprint.FLOPs(blueprint.Product(4, inner, p.Tokens, keys)),
		Backward: blueprint.FLOPs(blueprint.Product(2, products, inner, p.Tokens, keys)),
		Saved:    blueprint.Bytes(blueprint.Sum(blueprint.Product(inner, blueprint.Sum(p.Tokens, fresh, fresh), p.Width), blueprint.Product(4, p.Tokens, d.Heads))),
		KVCache:  blueprint.Bytes(blueprint.Product(2, inner, keys, p.Width)),
	}
}

// SourceSaved is what backward needs of a source, once for all layers that attend to it: the input of their k and v.
func SourceSaved(hidden int64, source blueprint.Pass) blueprint.Bytes {
	return blueprint.Bytes(blueprint.Product(source.Tokens, hidden, source.Width))
}

func (d Dims) inner() int64 { return blueprint.Product(d.Heads, d.HeadDim) }
