// Package ssm is the room of the selective state space, the mixer of Mamba (Gu and Dao 2023, arXiv:2312.00752).
package ssm

import (
	_ "embed"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// Dims are the dimensions of one mixer.
type Dims struct {
	Hidden, Inner  int64 // width of the residual stream, and number of channels
	State          int64 // states of a channel
	Kernel         int64 // tokens that the convolution sees
	Rank           int64 // of the projection that makes the steps
	Bias, ConvBias bool  // of the projections in and out; of the convolution
	// Norms of what makes the steps, of the inflow and of the readout, or nil: DTNorm, BNorm and CNorm, in this order.
	Norms []*blueprint.Node
}

// Chunks is how many chunks the scan goes through: of 64 tokens, or, of a long sequence, 64 of them (SelectiveScan.chunks in scan.py).
func Chunks(tokens int64) int64 { return min((tokens+63)/64, 64) }

var (
	//go:embed scan.py
	scan string
	//go:embed conv.py
	conv string
	//go:embed conv_unbiased.py
	convUnbiased string
	//go:embed mixer.py
	mixer string
	//go:embed normed_mixer.py
	normedMixer string
	//go:embed draw.py
	draw string
	//go:embed ssm.tex
	tex string
	//go:embed normed.tex
	normedTeX string
)

var (
	gu       = blueprint.Reference{Key: "gu2023mamba", Author: "Albert Gu and Tri Dao", Title: "Mamba: Linear-Time Sequence Modeling with Selective State Spaces", Where: "arXiv:2312.00752", Year: 2023}
	sklansky = blueprint.Reference{Key: "sklansky1960sum", Author: "Jack Sklansky", Title: "Conditional-Sum Addition Logic", Where: "IRE Transactions on Electronic Computers EC-9(2)", Year: 1960}
	lieber   = blueprint.Reference{Key: "lieber2024jamba", Author: "Opher Lieber and others", Title: "Jamba: A Hybrid {Transformer-Mamba} Language Model", Where: "arXiv:2403.19887", Year: 2024}
)

// Plain and Normed are the kinds of mixer. The sources of the scan and the convolution go before theirs.
var (
	Plain = blueprint.Kind{
		Name: "selective state space", Doc: "A recurrence of constant size, whose decays and inflows each token decides itself.", TeX: tex,
		Sources: []blueprint.Source{{Path: "layer/ssm/mixer.py", Text: mixer}}, References: []blueprint.Reference{gu, sklansky},
	}
	Normed = blueprint.Kind{
		Name: "selective state space", Doc: "A recurrence of constant size, whose decays and inflows each token decides itself, through norms.", TeX: normedTeX,
		Sources: []blueprint.Source{{Path: "layer/ssm/normed_mixer.py", Text: normedMixer}}, References: []blueprint.Reference{gu, sklansky, lieber},
	}
	convolution = blueprint.Kind{Name: "causal convolution", Doc: "A weighted sum of each channel's own last inputs."}
)

// Sources lists the Python of a mixer, each file after those that it uses; norms and the cache go before it.
func Sources(convBias, normed bool) []blueprint.Source {
	list := []blueprint.Source{{Path: "layer/ssm/scan.py", Text: scan}, {Path: "layer/ssm/conv_unbiased.py", Text: convUnbiased}, Plain.Sources[0], {Path: "layer/ssm/draw.py", Text: draw}}
	if convBias {
		list[1] = blueprint.Source{Path: "layer/ssm/conv.py", Text: conv}
	}
	if normed {
		list[2] = Normed.Sources[0]
	}
	return list
}

// Explained is a kind of mixer as documents show it: without what its convolution does not have.
func Explained(kind *blueprint.Kind, convBias bool) *blueprint.Kind {
	same := *kind
	if !convBias {
		same.TeX = strings.Replace(same.TeX, `\Bigl(\beta + \sum`, `\Bigl(\sum`, 1)
	}
	return &same
}

// Node is a mixer as a module.
//
// FLOPs beside those of the projections: the readout h C, 2 x channels x states a token, a matrix product, and twice as much for its gradients; the
// recurrence itself and the convolution are products of single numbers, which FlopCounterMode does not count.
//
// Generation keeps the last kernel - 1 inputs of the convolution and the states, in float32, of any number of tokens.
func Node(name string, d Dims, from ...string) *blueprint.Node {
	n := &blueprint.Node{
		Name: name, Kind: &Plain, From: from,
		Params: []blueprint.Param{{Name: "A_log", Shape: []int64{d.Inner, d.State}}, {Name: "D", Shape: []int64{d.Inner}}},
		Children: []*blueprint.Node{
			blueprint.Linear("in_proj", d.Hidden, 2*d.Inner, d.Bias),
			convNode(d),
			keepless(blueprint.Linear("x_proj", d.Inner, d.Rank+2*d.State, false, "conv1d")),
		},
		Cost: func(p blueprint.Pass) blueprint.Cost {
			readout := blueprint.Product(2, p.Tokens, d.Inner, d.State)
			backward := blueprint.Product(2, readout)
			if !p.Frozen && p.Fixes != nil && p.Fixes("in_proj") && p.Fixes("conv1d") && p.Fixes("dt_proj") {
				backward = blueprint.Sum(backward, blueprint.Product(2, p.Tokens, d.Inner, d.Hidden)) // A alone makes out_proj's input need a gradient
			}
			return blueprint.Cost{
				FLOPs: blueprint.FLOPs(readout), Backward: blueprint.FLOPs(backward), Saved: saved(d, p),
				State: blueprint.Bytes(blueprint.Product(d.Inner, blueprint.Sum(blueprint.Product(d.Kernel-1, p.Width), 4*d.State))),
			}
		},
	}
	steps := keepless(blueprint.Linear("dt_proj", d.Rank, d.Inner, true, "x_proj"))
	if d.Norms != nil {
		n.Kind = &Normed
		n.Children = append(n.Children, d.Norms...)
		steps = blueprint.Linear("dt_proj", d.Rank, d.Inner, true, d.Norms[0].Name)
	}
	n.Children = append(n.Children, steps, blueprint.Linear("out_proj", d.Inner, d.Hidden, d.Bias, "dt_proj", "conv1d", "in_proj"))
	for _, c := range n.Children[:len(n.Children)-1] {
		n.Reads = append(n.Reads, c.Name)
	}
	return n
}

// keepless is a layer whose input the scan keeps, if anything of the mixer does.
func keepless(n *blueprint.Node) *blueprint.Node {
	n.Keeps = func(blueprint.Pass) blueprint.Bytes { return 0 }
	return n
}

// convNode is the convolution. Backward needs its inputs, with the kernel - 1 before them, for the gradient of its weight.
func convNode(d Dims) *blueprint.Node {
	n := &blueprint.Node{
		Name: "conv1d", Kind: &convolution, From: []string{"in_proj"},
		Params: []blueprint.Param{{Name: "weight", Shape: []int64{d.Inner, 1, d.Kernel}}},
		Cost: func(p blueprint.Pass) blueprint.Cost {
			if p.Frozen {
				return blueprint.Cost{}
			}
			return blueprint.Cost{Saved: blueprint.Bytes(blueprint.Product(blueprint.Sum(p.Tokens, d.Kernel-1), d.Inner, p.Width))}
		},
	}
	if d.ConvBias {
		n.Params = append(n.Params, blueprint.Param{Name: "bias", Shape: []int64{d.Inner}})
	}
	return n
}

// saved is what backward needs of a mixer's own operations, of which the scan, if any of its factors needs a gradient, keeps all: the
// convolution's output after its activation, the steps, in float32, inflow and readout, A, and the states before each chunk, from which it makes those in between.
func saved(d Dims, p blueprint.Pass) blueprint.Bytes {
	learns := func(child string) bool { return p.Fixes == nil || !p.Fixes(child) }
	channels := blueprint.Product(p.Tokens, d.Inner)
	wide, exact := int64(0), int64(0) // numbers in the activations' precision, and in float32
	if learns("in_proj") {
		wide = blueprint.Sum(wide, blueprint.Product(2, channels)) // the gate, in one piece with what goes to the convolution
		exact = blueprint.Sum(exact, channels)                     // the scan's output with the skip, which the gate multiplies
	}
	if learns("conv1d") {
		wide = blueprint.Sum(wide, channels) // its output before its activation
		if p.Width < 4 {
			exact = blueprint.Sum(exact, d.Inner) // D
		}
	}
	if learns("dt_proj") {
		exact = blueprint.Sum(exact, channels) // the steps before their softplus
	}
	if !p.Frozen {
		exact = blueprint.Sum(exact, blueprint.Product(d.Inner, d.State)) // exp(A_log)
	}
	wide = blueprint.Sum(wide, blueprint.Product(2, channels)) // the gate after its activation, and what goes into the scan
	wide = blueprint.Sum(wide, blueprint.Product(p.Tokens, 2*d.State))
	exact = blueprint.Sum(exact, channels+blueprint.Product(d.Inner, d.State, 1+Chunks(p.Tokens)))
	switch {
	case d.Norms == nil:
		wide = blueprint.Sum(wide, blueprint.Product(p.Tokens, d.Rank)) // x_proj's output is of one piece
	case p.Width == 4 && learns("x_proj"):
		wide = blueprint.Sum(wide, blueprint.Product(p.Tokens, 2*d.State)) // and the norms keep what comes in, of one piece with what the first keeps
	}
	return blueprint.Bytes(blueprint.Sum(blueprint.Product(wide, p.Width), blueprint.Product(4, exact)))
}
