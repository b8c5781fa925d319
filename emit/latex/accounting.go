package latex

import (
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// The conventions of the accounting stand on these works.
var (
	paszke = blueprint.Reference{Key: "paszke2019pytorch", Author: "Adam Paszke and others", Title: "{PyTorch}: An Imperative Style, High-Performance Deep Learning Library", Where: "arXiv:1912.01703", Year: 2019}
	kaplan = blueprint.Reference{Key: "kaplan2020scaling", Author: "Jared Kaplan and others", Title: "Scaling Laws for Neural Language Models", Where: "arXiv:2001.08361", Year: 2020}
)

func (p *paper) accounting() string {
	t := &prose{paper: p}
	t.WriteString("\\section{Accounting}\n\\label{sec:accounting}\n\n")
	t.WriteString("The figures of Table~\\ref{tab:accounting} are computed from the tensors and operations of the modules, not measured, and they are exact under the conventions below.\n")
	t.WriteString("Sizes are decimal: a GB is $10^9$ bytes.\n")
	t.WriteString("\n\\input{tables/accounting}\n")
	p.parameterText(t)
	p.computeText(t)
	p.memoryText(t)
	return t.String()
}

func (p *paper) parameterText(t *prose) {
	t.WriteString("\n\\subsection{Parameters}\n\n")
	t.say(`The model has \TotalParams{} parameters (\TotalParamsShort{}); one that several modules share is counted once.`)
	t.say(`Training changes \TrainableParams{} of them, and one token goes through \ActiveParams{}.`)
	t.say(`In \Precision{} the weights take \WeightBytes{} bytes (\WeightBytesShort{}).`)
	t.WriteString("Table~\\ref{tab:modules} gives the count of each module")
	if len(p.shares) > 1 {
		t.WriteString(", and Figure~\\ref{fig:parameters} their shares.\n\n\\input{figures/parameters}\n")
	} else {
		t.WriteString(".\n")
	}
	t.WriteString("\n\\input{tables/modules}\n")
}

func (p *paper) computeText(t *prose) {
	if !p.speaks(`\ForwardFLOPs`) {
		return
	}
	t.WriteString("\n\\subsection{Compute}\n\n")
	t.say(
		`One forward pass over `+p.example()+` costs \ForwardFLOPs{} FLOPs (\ForwardFLOPsShort{}).`,
		`One forward pass costs \ForwardFLOPs{} FLOPs (\ForwardFLOPsShort{}).`)
	t.WriteString(`A multiplication with an addition is two FLOPs, so FLOPs are twice the multiply-accumulates. ` +
		`Counted are matrix products, convolutions and attention, as PyTorch's \spelled{FlopCounterMode} counts them \citep{paszke2019pytorch}: ` +
		`attention over every pair of positions, whatever a mask hides, and no element-wise operation.` + "\n")
	t.say(`A step forward and backward costs \TrainingFLOPs{} FLOPs (\TrainingFLOPsShort{}): the gradients of weights and of activations cost as much as the forward pass each, where they are needed \citep{kaplan2020scaling}, and nothing is recomputed.`)
}

func (p *paper) memoryText(t *prose) {
	if !p.speaks(`\ActivationBytes`) {
		return
	}
	t.WriteString("\n\\subsection{Memory}\n\n")
	t.say(
		`For the backward pass of `+p.example()+`, a micro-batch of one, autograd saves \ActivationBytes{} bytes (\ActivationBytesShort{}) in \Precision{}.`,
		`For the backward pass of one sample, a micro-batch of one, autograd saves \ActivationBytes{} bytes (\ActivationBytesShort{}) in \Precision{}.`)
	t.WriteString("These are the tensors that PyTorch keeps between the passes, each counted once; weights, gradients and the optimiser's state come on top.\n")
	if p.State.KVCacheBytes > 0 {
		t.say(`In generation, the cache of keys and values of one sequence takes \KVCacheBytes{} bytes (\KVCacheBytesShort{}) after \MaxSeqLen{} tokens.`)
	}
	if p.State.StateBytes > 0 {
		t.say(`The recurrent state of one sequence takes \StateBytes{} bytes (\StateBytesShort{}), however long the sequence is.`)
	}
	if p.State.Precision != "float32" {
		t.say(`These are the bytes of a model held in \Precision{}, as the code for inference and evaluation holds it; the code for training holds float32 weights and casts them for each product, which takes more.`)
	}
}

// example is what the figures are for: one training example.
func (p *paper) example() string {
	return blueprint.Fill(p.Task.Example(&p.State), escapeWithin, func(f *blueprint.Field) string { return `\` + f.GoName + "{}" })
}

// escapeWithin is Escape for a piece of a sentence: spaces at its ends stay.
func escapeWithin(text string) string {
	inner := strings.Trim(text, " ")
	if inner == "" {
		return text
	}
	before, after, _ := strings.Cut(text, inner)
	return before + Escape(inner) + after
}
