package latex

import (
	"slices"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// limitations says what the facts of the blueprint leave open: what was not measured, not met, not checked.
func (p *paper) limitations() string {
	t := &prose{paper: p}
	t.WriteString("\\section{Limitations}\n\\label{sec:limitations}\n\n\\begin{itemize}\n")
	item := func(ways ...string) {
		for i := range ways {
			ways[i] = `\item ` + ways[i]
		}
		t.say(ways...)
	}
	if len(p.Results) == 0 {
		item("Nothing has been measured of a trained model: the paper tells what the model is and what it costs, and not how well it does its task.")
	} else {
		item("Only what Section~\\ref{sec:evaluation} lists has been measured, on the data that it names; the rest of the model's quality is not known.")
	}
	if missed := p.missed(); len(missed) > 0 {
		item("The model misses what the specification asks for in: " + strings.Join(missed, ", ") + ". Table~\\ref{tab:constraints} has the figures.")
	}
	if slices.ContainsFunc(p.limits, func(c blueprint.Constraint) bool { return c.Assumes != "" }) {
		item("The figures for speed and for training time in Table~\\ref{tab:constraints} are predictions from published hardware data, and no run on that hardware stands behind them.")
	}
	if unchecked := p.unchecked(); len(unchecked) > 0 {
		item("Stated by the specification, but not checked here: " + strings.Join(unchecked, ", ") + ".")
	}
	if p.State.MaxSeqLen > p.State.SequenceLength {
		item(`Training sequences have \SequenceLength{} tokens. The model accepts up to \MaxSeqLen{}, and how well it uses a context that is longer than those of its training is not known.`)
	}
	item(`The \ActivationBytesShort{} of activations are those of PyTorch's own kernels without recomputation; fused kernels keep other tensors, checkpointing keeps fewer, and an allocator reserves more.`)
	if p.State.Hyperparameters != "" {
		item(`Of the training, these are recorded and not read by the emitted trainer: \Hyperparameters{}.`)
	}
	if s := &p.State; s.DataSources != "" || s.DataSize != "" || s.DataPII != "" || s.DataCopyright != "" {
		item("What is said of the training data is the specification's word: no data has been seen, counted or filtered in writing this paper.")
	}
	if s := &p.State; s.AlignmentMethod != "" || s.AlignmentPolicy != "" {
		item("The same holds for the alignment: nothing shows yet how far the model keeps to its policy.")
	}
	t.WriteString("\\end{itemize}\n")
	return t.String()
}

// missed names the limits that the model does not meet.
func (p *paper) missed() []string {
	var names []string
	for _, c := range p.limits {
		if !c.Met {
			names = append(names, spelled(c.Key))
		}
	}
	return names
}

// unchecked names the limits that the specification states and that nothing was computed for.
func (p *paper) unchecked() []string {
	var names []string
	for _, key := range []string{"latency", "memory_budget", "context_window", "throughput"} {
		held := slices.ContainsFunc(p.limits, func(c blueprint.Constraint) bool { return c.Key == key })
		if !held && p.applies(blueprint.FieldByKey(key)) {
			names = append(names, spelled(key))
		}
	}
	return names
}

// spelled is a name as code and files spell it.
func spelled(name string) string { return `\spelled{` + Escape(name) + "}" }
