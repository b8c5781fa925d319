package docs

import (
	"strconv"

	"github.com/metagen-go/metagen/blueprint"
)

// evalReport is docs/eval_report.md.
func (f *facts) evalReport() []byte {
	w := f.document("Evaluation report: ")
	f.evaluation(w)
	f.analytic(w)
	return w.b.Bytes()
}

// evaluation shows every measurement that the spec asks for, made or not, and those that were made beside them.
func (f *facts) evaluation(p page) {
	s := &f.State
	p.heading(2, "Evaluation")
	if len(f.Results) == 0 {
		p.para(plain("Nothing has been measured: there is no "), code(blueprint.ResultsFile), plain("."))
	} else {
		p.para(plain("Measured by the package's own eval.py, which wrote "), code(blueprint.ResultsFile), plain("."))
	}
	t := table{caption: "Results", head: []string{"Benchmark", "Metric", "Value", "Data", "SHA-256 of the data", "Scored", "Step", "Device", "Precision"}, align: "llrllrrll"}
	used := make([]bool, len(f.Results))
	for _, pair := range asked(s) {
		found := false
		for i, r := range f.Results {
			if pair.is(r) {
				t.row(measured(r)...)
				used[i], found = true, true
			}
		}
		if !found {
			none := say(plain(""))
			t.row(orNotStated(pair.benchmark), orNotStated(pair.metric), say(strong(notMeasured)), none, none, none, none, none, none)
		}
	}
	for i, r := range f.Results {
		if !used[i] {
			t.row(measured(r)...)
		}
	}
	if len(f.Results) == 0 { // then nothing stands right of the values
		t.head, t.align = t.head[:3], t.align[:3]
		for i := range t.rows {
			t.rows[i] = t.rows[i][:3]
		}
	}
	if len(t.rows) > 0 {
		p.table(t)
	} else {
		p.para(plain("The spec names no benchmark and no metric."))
	}
	f.baselines(p)
	f.measuring(p)
	f.fields(p, "Evaluation")
}

// pair is one measurement that the spec asks for. Either name is empty where the spec gives none.
type pair struct{ benchmark, metric string }

func (a pair) is(r blueprint.Result) bool {
	return (a.benchmark == "" || a.benchmark == r.Benchmark) && (a.metric == "" || a.metric == r.Metric)
}

func asked(s *blueprint.State) []pair {
	benchmarks, metrics := s.Benchmarks.Items(), s.Metrics.Items()
	if len(benchmarks) == 0 {
		benchmarks = []string{""}
	}
	if len(metrics) == 0 {
		metrics = []string{""}
	}
	var list []pair
	for _, b := range benchmarks {
		for _, m := range metrics {
			if b != "" || m != "" {
				list = append(list, pair{b, m})
			}
		}
	}
	return list
}

func orNotStated(text string) []span {
	if text == "" {
		return say(plain("not stated"))
	}
	return say(plain(text))
}

func measured(r blueprint.Result) [][]span {
	text := func(s string) []span { return say(plain(s)) }
	return [][]span{orNotStated(r.Benchmark), text(r.Metric), text(strconv.FormatFloat(r.Value, 'g', -1, 64)), text(r.Data), say(code(r.SHA256)),
		text(blueprint.Thousands(r.Count) + " " + r.Unit), text(blueprint.Thousands(r.Step)), text(r.Device), text(r.Precision)}
}

// baselines lists what the spec compares the model with. eval.py measures the model alone.
func (f *facts) baselines(p page) {
	list := f.State.Baselines.Items()
	if len(list) == 0 {
		return
	}
	t := table{caption: "Baselines", head: []string{"Baseline", "Value"}, align: "ll"}
	for _, b := range list {
		t.row(say(plain(b)), say(strong(notMeasured)))
	}
	p.table(t)
}

// analytic shows the figures that are worked out and not measured: exact ones first, then predictions.
func (f *facts) analytic(p page) {
	p.heading(2, "Analytic figures")
	p.para(plain("Worked out from the blueprint by counting, none of them measured. A pass is " + f.onePass() + "."))
	f.fields(p, "Accounting")
	f.predictions(p)
}

// predictions shows the figures that rest on assumptions, with these beside them.
func (f *facts) predictions(p page) {
	t := table{caption: "Predictions and estimates", head: []string{"Constraint", "Predicted", "By"}, align: "lll"}
	for _, c := range f.limits {
		if c.Assumes != "" {
			t.row(say(code(c.Key)), say(plain(c.Got)), say(plain(c.Assumes)))
		}
	}
	if len(t.rows) > 0 {
		p.heading(2, "Predictions")
		p.para(plain("Estimates, none of them measured."))
		p.table(t)
	}
}
