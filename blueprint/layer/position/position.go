// Package position is the room of what tells a model the order of its tokens. It has no parameters: what a pass
// prepares once, its layers share.
package position

import (
	_ "embed"

	"github.com/metagen-go/metagen/blueprint"
)

// Dims are what the positions of one pass depend on.
type Dims struct {
	Heads   int64
	Turning int64 // channels of a head that turn with position (rotary)
	Window  int64 // tokens that a query looks back on; 0 is all
}

var (
	//go:embed rotary.py
	rotarySource string
	//go:embed partial_rotary.py
	partialSource string
	//go:embed alibi.py
	alibiSource string
	//go:embed absolute.py
	absoluteSource string
	//go:embed rotary.tex
	rotaryTeX string
	//go:embed learned.tex
	learnedTeX string
	//go:embed alibi.tex
	alibiTeX string
)

var su = []blueprint.Reference{{Key: "su2021roformer", Author: "Jianlin Su and others", Title: "{RoFormer}: Enhanced Transformer with Rotary Position Embedding", Where: "arXiv:2104.09864", Year: 2021}}

// The kinds of position.
var (
	Rotary = blueprint.Kind{
		Name: "rotary positions", Doc: "Pairs of channels turn by an angle that grows with position.", TeX: rotaryTeX, References: su,
		Sources: []blueprint.Source{{Path: "layer/position/rotary.py", Text: rotarySource}},
	}
	PartialRotary = blueprint.Kind{
		Name: "partial rotary positions", Doc: "Pairs of the first channels of a head turn by an angle that grows with position.", TeX: rotaryTeX, References: su,
		Sources: []blueprint.Source{{Path: "layer/position/partial_rotary.py", Text: partialSource}},
	}
	ALiBi = blueprint.Kind{
		Name: "ALiBi", Doc: "A score falls with the distance of its key, at a slope of each head's own.", TeX: alibiTeX,
		Sources:    []blueprint.Source{{Path: "layer/position/alibi.py", Text: alibiSource}},
		References: []blueprint.Reference{{Key: "press2021alibi", Author: "Ofir Press and Noah A. Smith and Mike Lewis", Title: "Train Short, Test Long: Attention with Linear Biases Enables Input Length Extrapolation", Where: "arXiv:2108.12409", Year: 2021}},
	}
	Learned = blueprint.Kind{
		Name: "learned positions", Doc: "Each position has a learned vector, which is added to the embedding of its token.", TeX: learnedTeX,
		Sources: []blueprint.Source{{Path: "layer/position/absolute.py", Text: absoluteSource}},
	}
	Absolute = blueprint.Kind{
		Name: "causal order", Doc: "The layers know of position only what causal order tells them.",
		Sources: []blueprint.Source{{Path: "layer/position/absolute.py", Text: absoluteSource}},
	}
)

// Saved is what backward needs of the positions, once for all layers: cosines and sines (rotary), and the mask where one is
// needed: distances a head (ALiBi), or the window where the tokens outgrow it.
func Saved(kind *blueprint.Kind, d Dims, p blueprint.Pass) blueprint.Bytes {
	saved := blueprint.Product(2, p.Tokens, d.Turning, p.Width)
	switch {
	case kind == &ALiBi:
		saved = blueprint.Sum(saved, blueprint.Product(d.Heads, p.Tokens, p.Context, p.Width))
	case d.Window > 0 && p.Context > d.Window:
		saved = blueprint.Sum(saved, blueprint.Product(p.Tokens, min(p.Context, p.Tokens+d.Window-1), p.Width))
	}
	return blueprint.Bytes(saved)
}
