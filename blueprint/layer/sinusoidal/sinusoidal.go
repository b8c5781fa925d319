// Package sinusoidal is the room of positions that are waves and not learned. It has no parameters.
package sinusoidal

import (
	_ "embed"

	"github.com/metagen-go/metagen/blueprint"
)

var (
	//go:embed sinusoidal.py
	source string
	//go:embed sinusoidal.tex
	tex string
)

// Kind is sinusoidal positions. Backward needs nothing of them.
var Kind = blueprint.Kind{
	Name: "sinusoidal positions", Doc: "A vector of waves of growing length, at where a position is on each, is added to what stands there.", TeX: tex,
	Sources:    []blueprint.Source{{Path: "layer/sinusoidal/sinusoidal.py", Text: source}},
	References: []blueprint.Reference{{Key: "vaswani2017attention", Author: "Ashish Vaswani and others", Title: "Attention Is All You Need", Where: "arXiv:1706.03762", Year: 2017}},
}
