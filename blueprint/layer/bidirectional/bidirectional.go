// Package bidirectional is the room of self-attention without an order of time: every token sees those before and after it. It has the
// layers of three families, under the names that their checkpoints have.
package bidirectional

import (
	_ "embed"

	"github.com/metagen-go/metagen/blueprint"
)

// Dims are the dimensions of one attention layer.
type Dims struct {
	Hidden, Heads int64
	Bias          bool           // of the projections, where that is a choice (ModernBERT)
	Dropout       blueprint.Rate // on the branch
}

var (
	//go:embed mask.py
	maskSource string
	//go:embed bert.py
	bertSource string
	//go:embed distilbert.py
	distilSource string
	//go:embed modernbert.py
	modernSource string
	//go:embed attention.tex
	attentionTeX string
	//go:embed local.tex
	localTeX string
)

var (
	vaswani = blueprint.Reference{Key: "vaswani2017attention", Author: "Ashish Vaswani and others", Title: "Attention Is All You Need", Where: "arXiv:1706.03762", Year: 2017}
	su      = blueprint.Reference{Key: "su2021roformer", Author: "Jianlin Su and others", Title: "{RoFormer}: Enhanced Transformer with Rotary Position Embedding", Where: "arXiv:2104.09864", Year: 2021}
	beltagy = blueprint.Reference{Key: "beltagy2020longformer", Author: "Iz Beltagy and Matthew E. Peters and Arman Cohan", Title: "Longformer: The Long-Document Transformer", Where: "arXiv:2004.05150", Year: 2020}
)

// Mask is the Python of what hides padding. It goes before that of the kinds.
var Mask = blueprint.Source{Path: "layer/bidirectional/mask.py", Text: maskSource}

func kind(file, source, tex string, references ...blueprint.Reference) blueprint.Kind {
	return blueprint.Kind{
		Name: "self-attention", Doc: "Every token attends to every other, before and after it.", TeX: tex,
		Sources: []blueprint.Source{{Path: "layer/bidirectional/" + file, Text: source}}, References: references,
	}
}

// The kinds differ in their tensors' names; ModernBERT's turns queries and keys with position, and most of its layers see a window only.
var (
	BERT       = kind("bert.py", bertSource, attentionTeX, vaswani)
	DistilBERT = kind("distilbert.py", distilSource, attentionTeX, vaswani)
	ModernBERT = kind("modernbert.py", modernSource, localTeX, vaswani, su, beltagy)

	attend = blueprint.Kind{Name: "scores", Doc: "The attention itself, head by head."}
	output = blueprint.Kind{Name: "output", Doc: "A branch joins the stream, which is normed after the sum."}
)

// cost is that of attention beside its projections: q k^T and the weighted sum of v, 2 x hidden x T x S FLOPs each, the whole square counted
// whatever the mask hides, as FlopCounterMode does. Backward needs so many numbers a token and channel, and a float32 log-sum-exp a head and
// query (Dao et al. 2022, arXiv:2205.14135); the output is kept by the projection that reads it.
func cost(d Dims, numbers int64, heads ...string) func(blueprint.Pass) blueprint.Cost {
	return func(p blueprint.Pass) blueprint.Cost {
		return blueprint.Cost{
			FLOPs:    blueprint.FLOPs(blueprint.Product(4, d.Hidden, p.Tokens, p.Context)),
			Backward: blueprint.FLOPs(blueprint.Product(2, products(p, heads), d.Hidden, p.Tokens, p.Context)),
			Saved:    blueprint.Bytes(blueprint.Sum(blueprint.Product(numbers, p.Tokens, d.Hidden, p.Width), blueprint.Product(4, p.Tokens, d.Heads))),
		}
	}
}

// products is how many of the four products of backward are needed: that for the gradients of queries and keys, and one for each of queries,
// keys and values, which these projections put out.
func products(p blueprint.Pass, heads []string) int64 {
	if p.Fixes == nil || len(heads) < 3 {
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

// BERTNode is BERT's attention as a module. Backward needs q, k and v.
func BERTNode(name string, d Dims, norm *blueprint.Node, from ...string) *blueprint.Node {
	heads := []string{"query", "key", "value"}
	self := &blueprint.Node{Name: "self", Kind: &attend, Cost: cost(d, 3, heads...), Reads: heads}
	for _, projection := range heads {
		self.Children = append(self.Children, blueprint.Linear(projection, d.Hidden, d.Hidden, true))
	}
	return &blueprint.Node{
		Name: name, Kind: &BERT, From: from,
		Children: []*blueprint.Node{self, OutputNode("output", d.Hidden, true, d, norm, "self")},
	}
}

// OutputNode is the end of a branch of a width in BERT's blocks: projection, dropout, and the norm of the sum. What comes in may be kept
// by what it comes from, whether or not the projection keeps it too: attention's output is, and ReLU's.
func OutputNode(name string, width int64, kept bool, d Dims, norm *blueprint.Node, from ...string) *blueprint.Node {
	norm.From = []string{"dropout", ""}
	n := &blueprint.Node{
		Name: name, Kind: &output, From: from,
		Children: []*blueprint.Node{blueprint.Linear("dense", width, d.Hidden, true), blueprint.Dropout("dropout", d.Hidden, d.Dropout, 1, "dense"), norm},
	}
	if kept {
		n.Keeps = func(p blueprint.Pass) blueprint.Bytes {
			return blueprint.Bytes(blueprint.Product(p.Tokens, width, p.Width))
		}
	}
	return n
}

// DistilBERTNode is DistilBERT's attention as a module. Backward needs q, k and v.
func DistilBERTNode(name string, d Dims, from ...string) *blueprint.Node {
	heads := []string{"q_lin", "k_lin", "v_lin"}
	n := &blueprint.Node{Name: name, Kind: &DistilBERT, From: from, Cost: cost(d, 3, heads...), Reads: heads, Holds: "out_lin"}
	for _, projection := range heads {
		n.Children = append(n.Children, blueprint.Linear(projection, d.Hidden, d.Hidden, true))
	}
	n.Children = append(n.Children, blueprint.Linear("out_lin", d.Hidden, d.Hidden, true, heads...))
	return n
}

// ModernBERTNode is ModernBERT's attention as a module. Backward needs q and k as they are turned, and v, which is a part of the fused
// projection's output, all of which stays.
func ModernBERTNode(name string, d Dims, from ...string) *blueprint.Node {
	return &blueprint.Node{
		Name: name, Kind: &ModernBERT, From: from, Cost: cost(d, 5), Reads: []string{"Wqkv"}, Holds: "Wo",
		Children: []*blueprint.Node{
			blueprint.Linear("Wqkv", d.Hidden, 3*d.Hidden, d.Bias),
			blueprint.Linear("Wo", d.Hidden, d.Hidden, d.Bias, "Wqkv"),
			blueprint.Dropout("out_drop", d.Hidden, d.Dropout, 1, "Wo"),
		},
	}
}

// Turned is what backward needs of the positions of ModernBERT's layers of one reach, once for all of them: cosines and sines.
func Turned(d Dims, p blueprint.Pass) blueprint.Bytes {
	return blueprint.Bytes(blueprint.Product(2, p.Tokens, d.Hidden/d.Heads, p.Width))
}

// Local is what backward needs besides for those layers that see a window of so many tokens: cosines and sines of their own and, where the
// tokens outgrow the window, the mask that hides the others.
func Local(d Dims, window int64, p blueprint.Pass) blueprint.Bytes {
	if p.Tokens <= window/2+1 {
		return Turned(d, p)
	}
	return blueprint.Bytes(blueprint.Sum(int64(Turned(d, p)), blueprint.Product(p.Tokens, p.Tokens, p.Width)))
}
