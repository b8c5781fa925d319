package docs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// limitationsFile is docs/limitations.md.
func (f *facts) limitationsFile() []byte {
	w := f.document("Limitations: ")
	w.para(plain("What follows from the spec and the blueprint. Nothing here is a general remark about models of this kind."))
	f.limitations(w, 2)
	return w.b.Bytes()
}

// limitations lists what a reader of the figures and a user of the model must know, under headings of a level.
func (f *facts) limitations(p page, level int) {
	for _, part := range []struct {
		heading string
		items   [][]span
	}{
		{"Not measured", f.unmeasured()},
		{"Limits of the spec that are missed", f.missed()},
		{"Asked for and not judged", f.unjudged()},
		{"Estimates", f.estimates()},
		{"What the figures leave out", f.conventions()},
		{"Training, data and alignment", f.unstated()},
		{"What the spec's words do not do", f.words()},
	} {
		if len(part.items) > 0 {
			p.heading(level, part.heading)
			p.list(part.items...)
		}
	}
}

func (f *facts) unmeasured() [][]span {
	var open []string
	for _, pair := range asked(&f.State) {
		if !slices.ContainsFunc(f.Results, pair.is) {
			open = append(open, strings.Trim(pair.benchmark+" "+pair.metric, " "))
		}
	}
	items := [][]span{say(plain("No quality of this model has been measured."))}
	if len(f.Results) > 0 {
		items = [][]span{say(plain("Of its quality, only what eval_report.md lists has been measured."))}
	}
	if len(open) > 0 {
		items = append(items, say(plain("Asked for by the spec, not measured: "+strings.Join(open, ", ")+".")))
	}
	if f.State.Baselines != "" {
		items = append(items, say(plain("The baselines have not been measured: "+strings.Join(f.State.Baselines.Items(), ", ")+".")))
	}
	return append(items, say(plain("Bias, safety and robustness have not been measured. Nothing is claimed about them.")),
		say(plain("Speed and memory have not been measured on any device.")))
}

func (f *facts) missed() [][]span {
	var items [][]span
	for _, c := range f.limits {
		if c.Met {
			continue
		}
		item := say(code(c.Key), plain(": asked "+c.Asked+", got "+c.Got+"."))
		if c.Mend != "" {
			item = append(item, plain(" It would be met from "+c.Mend+"."))
		}
		items = append(items, item)
	}
	return items
}

// unjudged are the limits of the spec that no figure of the blueprint is held against.
func (f *facts) unjudged() [][]span {
	var items [][]span
	for _, key := range []string{"latency", "throughput", "memory_budget", "context_window", "hardware", "duration"} {
		if f.has(key) && !f.judges(key) {
			items = append(items, say(code(key), plain(": the spec says "+value(blueprint.FieldByKey(key), &f.State)+". Whether the model meets that is not known: there is no formula here for it, or the spec leaves out what the formula needs.")))
		}
	}
	return items
}

// judges tells whether a field is held against a figure. The time that training takes is judged with the hardware.
func (f *facts) judges(key string) bool {
	if key == "duration" {
		key = "hardware"
	}
	for _, c := range f.limits {
		if c.Key == key {
			return true
		}
	}
	return false
}

func (f *facts) estimates() [][]span {
	var items [][]span
	for _, c := range f.limits {
		if c.Assumes != "" {
			items = append(items, say(code(c.Key), plain(": "+c.Got+" ("+c.Assumes+").")))
		}
	}
	return items
}

// conventions say what the counted figures are not.
func (f *facts) conventions() [][]span {
	s := &f.State
	items := [][]span{
		say(plain("FLOPs are those of matmuls, convolutions and attention; element-wise work and moving data are not counted, and masked positions are.")),
		say(plain("Activation bytes (" + size(s.ActivationBytes) + ") are what autograd saves " + f.onePass() + " in " + string(s.Precision) + " on a CPU. Fused GPU kernels keep other things, and recomputation keeps less.")),
		say(plain("Gradients, optimiser state, temporary buffers and what an allocator wastes are in no figure.")),
	}
	if trains := f.trainsIn(); trains != "" {
		items = append(items, say(plain(trains)))
	}
	if s.KVCacheBytes > 0 {
		items = append(items, say(plain("The KV cache ("+size(s.KVCacheBytes)+") is that of one sequence, in "+string(s.Precision)+"; each further sequence has its own.")))
	}
	return items
}

// trainsIn says where the emitted trainer holds other numbers than the figures count; empty where it does not.
func (f *facts) trainsIn() string {
	if f.State.Precision == "float32" {
		return ""
	}
	return "Bytes are those of a model held in " + string(f.State.Precision) + ", as code/infer.py and code/eval.py hold it. code/train.py holds float32 weights and casts them for each product: it takes twice the bytes for weights, and more for activations."
}

// unstated says what is open about training, data and alignment.
func (f *facts) unstated() [][]span {
	s := &f.State
	var items [][]span
	add := func(applies bool, text string) {
		if applies {
			items = append(items, say(plain(text)))
		}
	}
	add(len(f.Results) == 0, "Nothing in this package says that the model has been trained.")
	add(s.SequenceLength > 0 && s.SequenceLength < s.MaxSeqLen, fmt.Sprintf(
		"Training sequences have %s, and the model accepts %s: places beyond the first %s are not trained by this plan.",
		blueprint.Counted(int64(s.SequenceLength), "token"), blueprint.Thousands(s.MaxSeqLen), blueprint.Thousands(s.SequenceLength)))
	for _, x := range []struct{ key, what string }{
		{"data_sources", "where the training data comes from"}, {"data_size", "how much training data there is"},
		{"data_pii", "what is done about personal data"}, {"data_copyright", "what the copyright of the data is"},
		{"alignment_method", "how the model is aligned"},
	} {
		add(!f.has(x.key), "The spec does not state "+x.what+".")
	}
	add(f.has("alignment_method") && s.AlignmentMethod == "", "The spec plans no alignment.")
	add(s.AlignmentMethod != "", "Alignment is planned ("+strings.Join(s.AlignmentMethod.Items(), ", ")+"); that it was done is not recorded.")
	add(!bool(s.Determinism), "Determinism is off: training twice from one seed may not give the same weights.")
	add(bool(s.Determinism), "Determinism is on: training uses deterministic kernels only, which may be slower. Other hardware may still give other weights.")
	return items
}

// words are the spec's texts that change nothing in the model.
func (f *facts) words() [][]span {
	s := &f.State
	var items [][]span
	if s.Components != "" {
		items = append(items, say(plain("The components that it names ("+strings.Join(s.Components.Items(), ", ")+") build no module.")))
	}
	if s.Hyperparameters != "" {
		items = append(items, say(plain("Recorded from training.config, and read by no code here: "+strings.Join(s.Hyperparameters.Items(), "; ")+".")))
	}
	if s.Like != "" {
		items = append(items, say(plain("The model starts from the dimensions of "+string(s.Like)+", not from its weights.")))
	}
	if f.has("context_window") && !strings.ContainsAny(string(s.ContextWindow), "0123456789") {
		items = append(items, say(plain("A context of "+string(s.ContextWindow)+" is read as "+blueprint.Counted(int64(s.ContextTokens), "token")+".")))
	}
	return items
}
