package latex

import "strings"

// a puts the indefinite article before a noun.
func a(noun string) string {
	if noun != "" && strings.ContainsRune("aeiou", rune(noun[0]|0x20)) {
		return "an " + Escape(noun)
	}
	return "a " + Escape(noun)
}

func (p *paper) abstract() string {
	t := &prose{paper: p}
	t.WriteString("\\begin{abstract}\n\\noindent\n")
	t.say(`\Name{} is ` + a(p.Arch.Title) + ".")
	t.say(
		`It has \Layers{} layers of width \HiddenSize{} with \Heads{} heads, and \TotalParams{} parameters.`,
		`It has \Layers{} layers of width \HiddenSize{}, and \TotalParams{} parameters.`,
		`It has \TotalParams{} parameters.`)
	t.say(
		`One forward pass over `+p.example()+` costs \ForwardFLOPsShort{}, and training on it keeps \ActivationBytesShort{} of activations.`,
		`One forward pass costs \ForwardFLOPsShort{}, and training keeps \ActivationBytesShort{} of activations.`)
	if p.State.KVCacheBytes > 0 {
		t.say(`The keys and values of a sequence of \MaxSeqLen{} tokens take \KVCacheBytesShort{}.`)
	}
	if p.State.StateBytes > 0 {
		t.say(`The recurrent state of a sequence takes \StateBytesShort{} at any length.`)
	}
	t.WriteString("These figures are exact: they are summed over the modules of the model, and the paper is generated from the same constants as its code.\n")
	if len(p.Results) == 0 {
		t.WriteString("No quality is claimed: nothing has been measured of a trained model.\n")
	} else {
		t.WriteString("What has been measured of a trained model stands in Section~\\ref{sec:evaluation}, and nothing else is claimed of its quality.\n")
	}
	t.WriteString("\\end{abstract}\n")
	return t.String()
}

func (p *paper) introduction() string {
	t := &prose{paper: p}
	t.WriteString("\\section{Introduction}\n\\label{sec:introduction}\n\n")
	t.say(`\Name{} is `+a(p.Arch.Title)+`, of the \Family{} family.`, `\Name{} is `+a(p.Arch.Title)+".")
	t.say("Its specification describes it so: ``\\Description''")
	t.paragraph()
	t.say(`It takes \Inputs{} and gives \Outputs{}.`)
	t.say(`Its task is \TaskType{}, in the domain \Domain{}.`, `Its task is \TaskType{}.`)
	t.say(`Its dimensions and choices start from those of the published model \Like{}; what the specification states overrides them.`)
	t.say(`The specification also names parts of its own: \Components{}. These are its words: the modules of the model are those of Section~\ref{sec:model}.`)
	t.paragraph()
	t.WriteString(`Section~\ref{sec:model} gives the wiring, the layers and the dimensions; Section~\ref{sec:accounting} counts parameters, operations and memory; ` +
		`Section~\ref{sec:training} states how the model is to be trained; Section~\ref{sec:constraints} holds it against what was asked of it; ` +
		`Sections~\ref{sec:evaluation} and~\ref{sec:limitations} say what is known of its quality and what is not; Section~\ref{sec:reproducibility} tells how to make all of this again.` + "\n")
	return t.String()
}

// method is the section on the model: how it is wired, its layers with their equations, its dimensions.
func (p *paper) method() string {
	t := &prose{paper: p}
	t.WriteString("\\section{Model}\n\\label{sec:model}\n\n")
	t.WriteString(strings.TrimSpace(p.Method) + "\nFigure~\\ref{fig:architecture} shows its modules.\n")
	layers := p.layers()
	if rest := p.uncited(t.String() + layers); len(rest) > 0 {
		t.WriteString("It draws on further work \\citep{" + strings.Join(rest, ",") + "}.\n")
	}
	t.WriteString("\n\\input{figures/architecture}\n")
	if layers != "" {
		t.WriteString("\n\\subsection{Layers}\n\n" + layers)
	}
	t.WriteString("\n\\subsection{Dimensions and choices}\n\n")
	t.WriteString("Table~\\ref{tab:dimensions} lists every dimension and choice of the model, and where its value comes from: a line of the specification, a rule, or a default.\n")
	t.WriteString(Escape(p.Arch.Doc) + "\n")
	t.WriteString("\n\\input{tables/dimensions}\n")
	return t.String()
}

// layers is a paragraph for each kind of layer: what it does, who described it, its equations.
func (p *paper) layers() string {
	var b strings.Builder
	for _, k := range p.Kinds {
		doc := strings.TrimSpace(Escape(k.Doc))
		if keys := p.standsOn(k.References); len(keys) > 0 {
			doc = strings.TrimSuffix(doc, ".") + ` \citep{` + strings.Join(keys, ",") + "}."
		}
		b.WriteString(`\paragraph{` + Escape(capital(k.Name)) + ".}\n" + doc + "\n")
		if tex := strings.TrimSpace(k.TeX); tex != "" {
			b.WriteString(tex + "\n")
		}
		b.WriteString("\n")
	}
	return b.String()
}

// capital begins a name with a large letter, unless its first word has one already: "Gated MLP", "RMSNorm", "ALiBi".
func capital(name string) string {
	first, _, _ := strings.Cut(name, " ")
	if first == "" || first != strings.ToLower(first) {
		return name
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

func (p *paper) training() string {
	t := &prose{paper: p}
	t.WriteString("\\section{Training}\n\\label{sec:training}\n\n")
	if len(p.Results) == 0 {
		t.WriteString("This section is a plan: it is what the specification states, and what follows from it. No run of it is reported here.\n")
	} else {
		t.WriteString("This section is what the specification states, and what follows from it; how far the measured checkpoints got is said with their figures in Section~\\ref{sec:evaluation}.\n")
	}
	t.say(`The training objective is \Objective{}.`)
	t.WriteString(Escape(p.Task.Doc) + "\n")
	t.say(
		`A step takes \BatchSize{} sequences of \SequenceLength{} tokens, in \Precision{}.`,
		`A step takes \BatchSize{} examples, in \Precision{}.`)
	t.say(`The learning rate rises over \WarmupSteps{} of \TrainingSteps{} steps to \LearningRate{}; weight decay is \WeightDecay{}.`)
	t.say(`The specification states further hyperparameters: \Hyperparameters{}.`)
	t.paragraph()
	t.say(`The sources of the training data, in the specification's words: \DataSources{}.`)
	t.say(`Its size is given as \DataSize{}, read as \DataTokens{} tokens.`, `Its size is given as \DataSize{}.`)
	t.say(`Of personal data in it the specification says: \DataPII{}.`)
	t.say(`Of copyright the specification says: \DataCopyright{}.`)
	t.say(`The hardware is \Hardware{}, for \Duration{}.`, `The hardware is \Hardware{}.`, `Training is to take \Duration{}.`)
	t.say(
		`The model is then aligned by \AlignmentMethod{}, to the policy \AlignmentPolicy{}.`,
		`The model is then aligned by \AlignmentMethod{}.`,
		`The model is then aligned to the policy \AlignmentPolicy{}.`)
	t.WriteString("\n\\input{tables/training}\n")
	return t.String()
}

func (p *paper) constraints() string {
	t := &prose{paper: p}
	t.WriteString("\\section{Constraints}\n\\label{sec:constraints}\n\n")
	t.say(`The model is to run on the device \Device{}.`)
	if len(p.limits) == 0 {
		t.WriteString("The specification sets no limit that can be checked against the model.\n")
		return t.String()
	}
	t.WriteString("Table~\\ref{tab:constraints} holds the limits that the specification sets against the model.\n")
	t.WriteString("Where one is missed, the table names the nearest change that would meet it; where a figure is a prediction or an estimate, it names what that rests on.\n")
	t.WriteString("\n\\input{tables/constraints}\n")
	return t.String()
}

func (p *paper) evaluation() string {
	t := &prose{paper: p}
	t.WriteString("\\section{Evaluation}\n\\label{sec:evaluation}\n\n")
	s := &p.State
	switch {
	case s.Benchmarks == "" && s.Metrics == "" && len(p.Results) == 0:
		t.WriteString("The specification names no benchmark and no metric, and nothing was measured.\n")
	case len(p.Results) == 0:
		t.WriteString("Nothing was measured yet. The specification asks for these:\n\\input{tables/evaluation}\n")
	default:
		t.WriteString("These figures were measured by the generated evaluation script, which recorded the data file, its digest and the checkpoint with each:\n\\input{tables/evaluation}\n")
	}
	t.say(`It is to be compared with \Baselines{}; no figure of theirs is repeated here.`)
	return t.String()
}

func (p *paper) reproducibility() string {
	t := &prose{paper: p}
	t.WriteString("\\section{Reproducibility}\n\\label{sec:reproducibility}\n\n")
	t.say(`The model is specified by the file \spelled{\Spec}, and its blueprint is the Go package \spelled{\GoPackage}: one constant a field.`,
		`The blueprint of the model is the Go package \spelled{\GoPackage}: one constant a field.`)
	t.say(`Running \spelled{metagen \Spec} writes the constants, the PyTorch code, this paper and every other document again, the same to the byte.`)
	t.WriteString("Each number in the text above is a macro of \\spelled{blueprint.tex} of this paper, which is written from those constants; the tables and figures are computed from the module tree that the constants give.\n")
	t.say(`Whatever is left to chance is drawn from the seed \Seed{}.`)
	t.say(`Training with deterministic kernels only: \Determinism{}.`)
	t.WriteString("The names and shapes of all tensors are in \\spelled{blueprint/tensors.json}, and what each part of the model costs, by leaving it out or halving it, in \\spelled{blueprint/ablations.yaml}.\n")
	return t.String()
}
