package docs

import (
	"fmt"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// modelCard is docs/model_card.md.
func (f *facts) modelCard() []byte {
	w := newMarkdown(20 << 10)
	f.frontMatter(&w.b)
	w.heading(1, title(f.Model))
	f.summary(w)
	f.use(w)
	f.sections(w)
	f.evaluation(w)
	w.para(plain("Everything that is asked for and not measured stands in "), link("eval_report.md", "eval_report.md"), plain("."))
	w.heading(2, "Limitations")
	w.para(plain("What is missed, estimated, left out or not stated: "), link("limitations.md", "limitations.md"), plain("."))
	f.reproduce(w)
	f.references(w)
	return w.b.Bytes()
}

// sections are those that say what the model is: in the card and in the report alike.
func (f *facts) sections(p page) {
	f.intended(p)
	f.dimensions(p)
	f.architecture(p)
	f.parameters(p)
	f.compute(p)
	f.memory(p)
	f.training(p)
	f.constraints(p)
}

// summary is what a reader should know first.
func (f *facts) summary(p page) {
	s := &f.State
	p.para(plain(f.Summary()))
	if s.Description != "" {
		p.para(plain(string(s.Description)))
	}
	status := "This is a blueprint and the code that it gives. It holds no weights, and nothing in it says that the model has been trained."
	if len(f.Results) > 0 {
		status = "This is a blueprint and the code that it gives. It holds no weights; what was measured of trained ones stands under Evaluation."
	}
	p.para(strong("Status."), plain(" "+status))
	t := table{caption: "At a glance", head: []string{"At a glance", "Value"}, align: "ll"}
	row := func(applies bool, name, text string) {
		if applies {
			t.row(say(plain(name)), say(plain(text)))
		}
	}
	row(true, "Parameters", params(s.TotalParams))
	row(s.TrainableParams != s.TotalParams, "Trainable", params(s.TrainableParams))
	row(s.ActiveParams != s.TotalParams, "Active for one token", params(s.ActiveParams))
	row(s.WeightBytes > 0, "Weights in "+string(s.Precision), size(s.WeightBytes))
	row(s.MaxSeqLen > 0, "Context", blueprint.Counted(int64(s.MaxSeqLen), "token"))
	row(s.KVCacheBytes > 0, "KV cache at full context", size(s.KVCacheBytes))
	row(s.StateBytes > 0, "Recurrent state at any length", size(s.StateBytes))
	row(len(f.limits) > 0, "Constraints of the spec", f.verdict())
	row(true, "Quality", f.measured())
	p.table(t)
}

// measured says how much of the model's quality is known.
func (f *facts) measured() string {
	if len(f.Results) == 0 {
		return notMeasured
	}
	return blueprint.Counted(int64(len(f.Results)), "measurement")
}

// intended is what the spec says that the model is for. It is all that is known of it.
func (f *facts) intended(p page) {
	p.heading(2, "Intended use")
	p.para(plain("What the spec says; it states no other use."))
	f.fields(p, "Task")
}

// elsewhere are the groups of fields that have a section of their own; all others are dimensions or choices.
var elsewhere = map[string]bool{"Identity": true, "Task": true, "Training": true, "Constraints": true, "Evaluation": true, "Accounting": true}

func (f *facts) dimensions(p page) {
	p.heading(2, "Dimensions and choices")
	p.para(plain(f.Arch.Doc))
	group := ""
	for i := range blueprint.Fields {
		field := &blueprint.Fields[i]
		if field.Group == group || elsewhere[field.Group] || !f.has(field.Key) {
			continue
		}
		group = field.Group
		p.heading(3, group)
		f.fields(p, group)
	}
}

func (f *facts) architecture(p page) {
	p.heading(2, "Architecture")
	f.show(p, "architecture")
	var items [][]span
	for _, k := range f.Kinds {
		items = append(items, say(strong(k.Name), plain(": "+k.Doc)))
	}
	if len(items) > 0 {
		p.list(items...)
	}
	if f.State.Components != "" {
		p.para(plain("The spec also names components: " + value(blueprint.FieldByKey("components"), &f.State) + ". These are its own words; they build nothing, and the modules below are all there is."))
	}
}

func (f *facts) parameters(p page) {
	total := f.Root.Count()
	p.heading(2, "Parameters")
	f.accounting(p, "Parameters", "Params")
	p.para(plain("Exact; a tensor that is shared is counted once. Each line below includes the lines that it holds; "), code("*"), plain(" stands for the numbers of repeated modules, which are counted together."))
	t := table{caption: "Parameters by module", head: []string{"Module", "Kind", "Places", "Parameters", "Share"}, align: "llrrr"}
	for _, x := range f.modules {
		if x.count > 0 {
			t.row(say(code(x.path)), say(plain(x.kind.Name)), say(plain(blueprint.Thousands(x.times))), say(plain(blueprint.Thousands(x.count))), say(plain(percent(x.count, total))))
		}
	}
	p.table(t)
	f.show(p, "parameters")
}

// accounting shows the computed fields of one unit.
func (f *facts) accounting(p page, caption, unit string) {
	t := table{caption: caption, head: []string{"Field", "Value", "What it is", "From"}, align: "lrll"}
	for i := range blueprint.Fields {
		field := &blueprint.Fields[i]
		if field.Group == "Accounting" && field.Type.Name() == unit && f.has(field.Key) {
			t.row(f.fieldRow(field)...)
		}
	}
	if len(t.rows) > 0 {
		p.table(t)
	}
}

// onePass says what a pass of the counted figures runs over.
func (f *facts) onePass() string {
	same := func(text string) string { return text }
	return "for " + blueprint.Fill(f.Task.Example(&f.State), same, func(field *blueprint.Field) string { return value(field, &f.State) })
}

func (f *facts) compute(p page) {
	p.heading(2, "Compute")
	p.para(plain("Counted, not measured: 2 FLOPs for each multiply-add of a matmul, a convolution or attention, masked positions included, as torch's FlopCounterMode counts; element-wise work is not counted. A pass is " + f.onePass() + ", at batch 1."))
	f.accounting(p, "FLOPs", "FLOPs")
}

func (f *facts) memory(p page) {
	s := &f.State
	p.heading(2, "Memory")
	p.para(plain(strings.TrimSpace("Counted, not measured. Activations are what autograd saves for backward on a CPU, at batch 1, " + f.onePass() + ", in " + string(s.Precision) + "; gradients, optimiser state and temporary buffers are not in any of these figures. " + f.trainsIn())))
	f.accounting(p, "Memory", "Bytes")
	if s.KVCacheBytes > 0 {
		t := table{caption: "Memory by context", head: []string{"Context of one sequence", "KV cache", "With the weights"}, align: "rrr"}
		for _, tokens := range f.contexts() {
			cache := s.KVCacheBytes
			if tokens != int64(s.MaxSeqLen) {
				cache = cacheAt(f.Model, tokens)
			}
			t.row(say(plain(blueprint.Counted(tokens, "token"))), say(plain(size(cache))), say(plain(size(s.WeightBytes+cache))))
		}
		p.table(t)
		f.show(p, "memory")
	}
}

// contexts are those that the memory is shown for: one token, a training sequence, and the longest.
func (f *facts) contexts() []int64 {
	list := []int64{1}
	for _, tokens := range []blueprint.Tokens{f.State.SequenceLength, f.State.MaxSeqLen} {
		if n := int64(tokens); n > list[len(list)-1] {
			list = append(list, n)
		}
	}
	return list
}

func (f *facts) training(p page) {
	s := &f.State
	p.heading(2, "Training plan")
	p.para(plain("What the spec plans, and the defaults where it says nothing. It is no record of a training run."))
	f.fields(p, "Training")
	if all := blueprint.Product(int64(s.BatchSize), int64(s.TrainingSteps)); all > 0 {
		text := fmt.Sprintf("Planned: %s of %s, which is %s", blueprint.Counted(int64(s.TrainingSteps), "step"), blueprint.Counted(int64(s.BatchSize), "example"), blueprint.Counted(all, "example"))
		if s.SequenceLength > 0 {
			text += " of " + blueprint.Counted(int64(s.SequenceLength), "token") + ", or " + blueprint.Counted(blueprint.Product(all, int64(s.SequenceLength)), "token")
		}
		p.para(plain(text + "."))
	}
}

// constraints holds the model against what the spec asks for.
func (f *facts) constraints(p page) {
	p.heading(2, "Constraints")
	if len(f.limits) == 0 {
		p.para(plain("The spec sets no limit that a blueprint can be held against."))
	} else {
		p.para(plain(f.verdict() + ". Parameters and bytes are exact; where the last column says something, the figure is an estimate that rests on it."))
		t := table{caption: "Constraints", head: []string{"Constraint", "Asked", "Got", "Verdict", "Met from", "Assumes"}, align: "llllll"}
		for _, c := range f.limits {
			verdict := strong("missed")
			if c.Met {
				verdict = plain("met")
			}
			t.row(say(code(c.Key)), say(plain(c.Asked)), say(plain(c.Got)), say(verdict), say(plain(c.Mend)), say(plain(c.Assumes)))
		}
		p.table(t)
	}
	f.fields(p, "Constraints")
}

// references lists the works that the model stands on.
func (f *facts) references(p page) {
	if len(f.References) == 0 {
		return
	}
	p.heading(2, "References")
	var items [][]span
	for _, r := range f.References {
		text := fmt.Sprintf("%s (%d). %s. ", authors(r.Author), r.Year, braces.Replace(r.Title))
		items = append(items, say(plain(text), where(r.Where)))
	}
	p.list(items...)
}

var braces = strings.NewReplacer("{", "", "}", "") // with which BibTeX keeps capitals

// authors writes BibTeX's list of names for readers.
func authors(names string) string {
	names = strings.Replace(names, " and others", " et al.", 1)
	list := strings.Split(names, " and ")
	if len(list) == 1 {
		return names
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}

func where(place string) span {
	if id, ok := strings.CutPrefix(place, "arXiv:"); ok {
		return link(place, "https://arxiv.org/abs/"+id)
	}
	if strings.HasPrefix(place, "https://") {
		return link(place, place)
	}
	return plain(place)
}
