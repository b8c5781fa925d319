// Package crossattention is the room of the attention of encoders and decoders that read a source (BART, Whisper, MusicGen): of
// every token to all, of a token to those before it, and of a token to the source.
package crossattention

import (
	_ "embed"

	"github.com/metagen-go/metagen/blueprint"
)

// Dims are the dimensions of one attention layer; a head is Width / Heads wide.
type Dims struct {
	Width, Heads  int64
	Bias, KeyBias bool // Bias is of q, v and out, KeyBias of k
	Fixed         bool // the source of cross-attention needs no gradient: it is data, or what makes it does not train
}

var (
	//go:embed cache.py
	cacheSource string
	//go:embed bidirectional.py
	bidirectionalSource string
	//go:embed causal.py
	causalSource string
	//go:embed cross.py
	crossSource string
	//go:embed bidirectional.tex
	bidirectionalTeX string
	//go:embed causal.tex
	causalTeX string
	//go:embed cross.tex
	crossTeX string
)

var vaswani = []blueprint.Reference{{Key: "vaswani2017attention", Author: "Ashish Vaswani and others", Title: "Attention Is All You Need", Where: "arXiv:1706.03762", Year: 2017}}

var cache = blueprint.Source{Path: "layer/cross_attention/cache.py", Text: cacheSource}

// The kinds of attention. The sources of the last two begin with their cache.
var (
	Bidirectional = blueprint.Kind{
		Name: "self-attention", Doc: "Every token attends to every token.", TeX: bidirectionalTeX, References: vaswani,
		Sources: []blueprint.Source{{Path: "layer/cross_attention/bidirectional.py", Text: bidirectionalSource}},
	}
	Causal = blueprint.Kind{
		Name: "causal self-attention", Doc: "A token attends to those before it and to itself.", TeX: causalTeX, References: vaswani,
		Sources: []blueprint.Source{cache, {Path: "layer/cross_attention/causal.py", Text: causalSource}},
	}
	Cross = blueprint.Kind{
		Name: "cross-attention", Doc: "Every token attends to the whole source, whose keys and values are computed once.", TeX: crossTeX, References: vaswani,
		Sources: []blueprint.Source{cache, {Path: "layer/cross_attention/cross.py", Text: crossSource}},
	}
)

// BidirectionalNode is attention of every token to every token as a module: it keeps no keys.
func BidirectionalNode(name string, d Dims, from ...string) *blueprint.Node {
	n := CausalNode(name, d, from...)
	inner := n.Cost
	n.Kind = &Bidirectional
	n.Cost = func(p blueprint.Pass) blueprint.Cost {
		cost := inner(p)
		cost.KVCache = 0
		return cost
	}
	return n
}

// CausalNode is attention of a token to those before it and to itself as a module.
//
// FLOPs beside those of the projections: q k^T and the weighted sum of v, 2 x width x T x S each, the whole square counted
// whatever the mask hides, as FlopCounterMode does. Backward needs q, k and v as they enter scaled_dot_product_attention, its
// output (the input of out_proj) and a float32 log-sum-exp a head and query (Dao et al. 2022, arXiv:2205.14135). The cache keeps
// 2 x width numbers a token.
func CausalNode(name string, d Dims, from ...string) *blueprint.Node {
	return &blueprint.Node{
		Name: name, Kind: &Causal, From: from, Reads: heads, Holds: "out_proj",
		Children: []*blueprint.Node{
			blueprint.Linear("k_proj", d.Width, d.Width, d.KeyBias),
			blueprint.Linear("v_proj", d.Width, d.Width, d.Bias),
			blueprint.Linear("q_proj", d.Width, d.Width, d.Bias),
			blueprint.Linear("out_proj", d.Width, d.Width, d.Bias, heads...),
		},
		Cost: func(p blueprint.Pass) blueprint.Cost { return d.attend(p, p.Context, p.Tokens) },
	}
}

// CrossNode is attention of a token to a source as a module; sees is the pass that the source makes. What backward needs of the
// source itself, which is the same for every layer, is not counted here: SourceSaved has it, once for all.
func CrossNode(name string, d Dims, sees func(p blueprint.Pass) blueprint.Pass, from ...string) *blueprint.Node {
	k, v := blueprint.Linear("k_proj", d.Width, d.Width, d.KeyBias), blueprint.Linear("v_proj", d.Width, d.Width, d.Bias)
	if d.Fixed {
		k.From, v.From = []string{"source"}, []string{"source"}
	}
	k.Keeps, v.Keeps, k.Sees, v.Sees = nil, nil, sees, sees
	return &blueprint.Node{
		Name: name, Kind: &Cross, From: from, Reads: heads, Holds: "out_proj",
		Children: []*blueprint.Node{
			k, v,
			blueprint.Linear("q_proj", d.Width, d.Width, d.Bias),
			blueprint.Linear("out_proj", d.Width, d.Width, d.Bias, heads...),
		},
		Cost: func(p blueprint.Pass) blueprint.Cost {
			source := sees(p).Tokens
			return d.attend(p, source, source)
		},
	}
}

// heads are what the attention itself reads.
var heads = []string{"k_proj", "v_proj", "q_proj"}

// products is how many of the four products of backward are needed: that for the gradients of queries and keys, and one for each of keys,
// values and queries.
func products(p blueprint.Pass) int64 {
	if p.Fixes == nil {
		return 4
	}
	count := int64(0)
	for _, name := range heads {
		if !p.Fixes(name) {
			count++
		}
	}
	if !p.Fixes("k_proj") || !p.Fixes("q_proj") {
		count++
	}
	return count
}

// attend is the cost of T queries that meet so many keys, of which so many are new.
func (d Dims) attend(p blueprint.Pass, keys, fresh int64) blueprint.Cost {
	return blueprint.Cost{
		FLOPs:    blueprint.FLOPs(blueprint.Product(4, d.Width, p.Tokens, keys)),
		Backward: blueprint.FLOPs(blueprint.Product(2, products(p), d.Width, p.Tokens, keys)),
		Saved:    blueprint.Bytes(blueprint.Sum(blueprint.Product(d.Width, blueprint.Sum(p.Tokens, fresh, fresh), p.Width), blueprint.Product(4, p.Tokens, d.Heads))),
		KVCache:  blueprint.Bytes(blueprint.Product(2, d.Width, keys, p.Width)),
	}
}

// SourceSaved is what backward needs of a source, once for all layers that attend to it: the input of their k_proj and v_proj.
func SourceSaved(width int64, source blueprint.Pass) blueprint.Bytes {
	return blueprint.Bytes(blueprint.Product(source.Tokens, width, source.Width))
}
