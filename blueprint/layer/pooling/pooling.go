// Package pooling is the room of what makes one vector of those of a text's tokens.
package pooling

import (
	_ "embed"

	"github.com/metagen-go/metagen/blueprint"
)

var (
	//go:embed pooler.py
	poolerSource string
	//go:embed cls.py
	clsSource string
	//go:embed mean.py
	meanSource string
	//go:embed unit.py
	unitSource string
	//go:embed projected.py
	projectedSource string
	//go:embed pooler.tex
	poolerTeX string
	//go:embed cls.tex
	clsTeX string
	//go:embed mean.tex
	meanTeX string
	//go:embed unit.tex
	unitTeX string
	//go:embed projected.tex
	projectedTeX string
)

var (
	devlin  = blueprint.Reference{Key: "devlin2018bert", Author: "Jacob Devlin and Ming-Wei Chang and Kenton Lee and Kristina Toutanova", Title: "{BERT}: Pre-training of Deep Bidirectional Transformers for Language Understanding", Where: "arXiv:1810.04805", Year: 2018}
	reimers = blueprint.Reference{Key: "reimers2019sbert", Author: "Nils Reimers and Iryna Gurevych", Title: "Sentence-{BERT}: Sentence Embeddings using Siamese {BERT}-Networks", Where: "arXiv:1908.10084", Year: 2019}
)

// The kinds of pooling, and of what makes an embedding of the pooled vector.
var (
	Pooler = blueprint.Kind{
		Name: "pooler", Doc: "The first token's vector stands for the text, through a layer of its own.", TeX: poolerTeX,
		Sources: []blueprint.Source{{Path: "layer/pooling/pooler.py", Text: poolerSource}}, References: []blueprint.Reference{devlin},
	}
	CLS = blueprint.Kind{
		Name: "pooling", Doc: "The first token's vector stands for the text.", TeX: clsTeX,
		Sources: []blueprint.Source{{Path: "layer/pooling/cls.py", Text: clsSource}}, References: []blueprint.Reference{devlin},
	}
	Mean = blueprint.Kind{
		Name: "pooling", Doc: "The mean of the tokens' vectors stands for the text, padding left out.", TeX: meanTeX,
		Sources: []blueprint.Source{{Path: "layer/pooling/mean.py", Text: meanSource}}, References: []blueprint.Reference{reimers},
	}
	Unit = blueprint.Kind{
		Name: "embedding", Doc: "The pooled vector at length 1.", TeX: unitTeX,
		Sources: []blueprint.Source{{Path: "layer/pooling/unit.py", Text: unitSource}},
	}
	Projected = blueprint.Kind{
		Name: "embedding", Doc: "The pooled vector, projected to embedding_dim, at length 1.", TeX: projectedTeX,
		Sources: []blueprint.Source{{Path: "layer/pooling/projected.py", Text: projectedSource}},
	}
)

// Kinds lists the kinds of pooling by their names in specs.
var Kinds = map[string]*blueprint.Kind{"pooler": &Pooler, "cls": &CLS, "mean": &Mean}

// One is the pass of what works on one vector for all the tokens of a pass; these are its context.
func One(p blueprint.Pass) blueprint.Pass {
	p.Tokens, p.Context = 1, p.Tokens
	return p
}

// Kept is what keeping the pooled vector takes, in a pass of One, for what needs it: the first token's is a part of all tokens' vectors,
// which stay with it.
func Kept(kind *blueprint.Kind, hidden int64) func(p blueprint.Pass) blueprint.Bytes {
	return func(p blueprint.Pass) blueprint.Bytes {
		switch {
		case p.Frozen:
			return 0
		case kind == &CLS:
			return blueprint.Bytes(blueprint.Product(p.Context, hidden, p.Width))
		}
		return blueprint.Bytes(blueprint.Product(hidden, p.Width))
	}
}

// Node is a pooling as a module. What the pooler's tanh puts out, backward needs: what reads it is to keep it, whether or not it trains.
func Node(name string, kind *blueprint.Kind, hidden int64, from ...string) *blueprint.Node {
	n := &blueprint.Node{Name: name, Kind: kind, Sees: One, From: from}
	if kind != &Pooler {
		return n
	}
	dense := blueprint.Linear("dense", hidden, hidden, true)
	dense.Keeps = Kept(&CLS, hidden)
	n.Children = []*blueprint.Node{dense}
	return n
}

// UnitNode makes embeddings of a width of what a pooling puts out. Backward needs what is normalised, its length, and that length as it divides.
func UnitNode(name string, pooled *blueprint.Kind, hidden, width int64, from ...string) *blueprint.Node {
	n := &blueprint.Node{Name: name, Kind: &Unit, Sees: One, From: from}
	if width == hidden {
		n.Keeps = Kept(pooled, hidden)
		n.Cost = func(p blueprint.Pass) blueprint.Cost { return blueprint.Cost{Saved: blueprint.Bytes(2 * p.Width)} }
		return n
	}
	n.Kind, n.Reads = &Projected, []string{"projection"}
	projection := blueprint.Linear("projection", hidden, width, false)
	projection.Keeps = Kept(pooled, hidden)
	if pooled == &Pooler {
		n.Keeps = projection.Keeps
	}
	n.Children = []*blueprint.Node{projection}
	n.Cost = func(p blueprint.Pass) blueprint.Cost {
		return blueprint.Cost{Saved: blueprint.Bytes(blueprint.Product(width+2, p.Width))}
	}
	return n
}
