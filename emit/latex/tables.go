package latex

import (
	"strings"
	"unicode/utf8"

	"github.com/metagen-go/metagen/blueprint"
)

// table is a table that may run over pages: its label, caption, columns and heads, and its rows.
func table(label, caption, columns string, heads []string, rows string) string {
	if rows == "" {
		return ""
	}
	head := "\\toprule\n" + strings.Join(heads, " & ") + " \\\\\n\\midrule\n"
	return "{\\small\n\\begin{xltabular}{\\textwidth}{@{}" + columns + "@{}}\n" +
		"\\caption{" + caption + "}\\label{tab:" + label + "}\\\\\n" +
		head + "\\endfirsthead\n" + head + "\\endhead\n\\bottomrule\n\\endfoot\n" +
		rows + "\\end{xltabular}\n}\n"
}

func row(cells ...string) string { return strings.Join(cells, " & ") + " \\\\\n" }

// clip shortens a text that would make a row of a table longer than a page. The whole of it stands in the constants.
func clip(text string, runes int) string {
	if utf8.RuneCountInString(text) <= runes {
		return text
	}
	return string([]rune(text)[:runes]) + "…"
}

// fields has a row for each field of some roles: its name, what it is, its value, where that comes from. A space parts the groups.
func (p *paper) fields(wanted func(f *blueprint.Field) bool) string {
	var b strings.Builder
	group := ""
	for i := range blueprint.Fields {
		f := &blueprint.Fields[i]
		if !wanted(f) || !p.applies(f) {
			continue
		}
		if group != "" && f.Group != group {
			b.WriteString("\\addlinespace\n")
		}
		group = f.Group
		b.WriteString(row(spelled(f.Key), Escape(f.Doc), `\`+f.GoName, Escape(clip(string(p.Trace[f.Key]), 160))))
	}
	return b.String()
}

var fieldHeads = []string{"Field", "What it is", "Value", "From"}

func (p *paper) dimensions() string {
	rows := p.fields(func(f *blueprint.Field) bool { return f.Role == "dim" || f.Role == "option" })
	return table("dimensions", "The dimensions and choices of the model.", "lLrL", fieldHeads, rows)
}

// hyperparameters are the figures of training; its texts stand in the section.
func (p *paper) hyperparameters() string {
	rows := p.fields(func(f *blueprint.Field) bool {
		return f.Group == "Training" && (f.Type.Kind().String() != "string" || len(f.Of) > 0)
	})
	return table("training", "The figures of training, as the specification states them or as they follow from it.", "lLrL", fieldHeads, rows)
}

// figures are the computed fields.
func (p *paper) figures() string {
	var b strings.Builder
	for i := range blueprint.Fields {
		f := &blueprint.Fields[i]
		if f.Role != "computed" || !p.applies(f) {
			continue
		}
		b.WriteString(row(spelled(f.Key), Escape(f.Doc), `\`+f.GoName, `\`+f.GoName+"Short"))
	}
	return table("accounting", "What the model counts, and what it costs.", "lLrr", []string{"Field", "What it is", "Exact", "Short"}, b.String())
}

// constraintTable holds each limit against the model.
func (p *paper) constraintTable() string {
	var b strings.Builder
	for i, c := range p.limits {
		if i > 0 {
			b.WriteString("\\addlinespace\n")
		}
		verdict := "met"
		if !c.Met {
			verdict = `\textbf{missed}`
		}
		got := Escape(c.Got) + "."
		if c.Mend != "" {
			got += " Met from " + Escape(c.Mend) + "."
		}
		if c.Assumes != "" {
			got += ` \emph{` + Escape(capital(c.Assumes)) + ".}"
		}
		b.WriteString(row(spelled(c.Key), Escape(clip(c.Asked, 80)), verdict, got))
	}
	return table("constraints", "The limits that the specification sets, and what the model makes of them.",
		`l>{\raggedright\arraybackslash\hspace{0pt}}p{2.9cm}lL`, []string{"Limit", "Asked", "Verdict", "The model"}, b.String())
}

// measurements lists each benchmark and metric with what was measured of it, and then what was measured besides.
func (p *paper) measurements() string {
	if p.State.Benchmarks == "" && p.State.Metrics == "" && len(p.Results) == 0 {
		return ""
	}
	var b strings.Builder
	told := make([]bool, len(p.Results))
	item := func(sort, name string, is func(r *blueprint.Result) bool) {
		measured := false
		for i := range p.Results {
			if is(&p.Results[i]) {
				measured = true
				if !told[i] {
					told[i] = true
					b.WriteString(`\item ` + resultText(&p.Results[i]) + "\n")
				}
			}
		}
		if !measured {
			b.WriteString(`\item \emph{` + Escape(name) + "}, " + sort + ": not measured.\n")
		}
	}
	b.WriteString("\\begin{itemize}\n")
	for _, name := range p.State.Benchmarks.Items() {
		item("a benchmark", name, func(r *blueprint.Result) bool { return r.Benchmark == name })
	}
	for _, name := range p.State.Metrics.Items() {
		item("a metric", name, func(r *blueprint.Result) bool { return r.Metric == name })
	}
	for i := range p.Results {
		if !told[i] {
			b.WriteString(`\item ` + resultText(&p.Results[i]) + "\n")
		}
	}
	b.WriteString("\\end{itemize}\n")
	return b.String()
}

// resultText is a measurement with what it was made on.
func resultText(r *blueprint.Result) string {
	text := Escape(r.Metric) + " " + real(r.Value)
	if r.Benchmark != "" {
		text = `\emph{` + Escape(r.Benchmark) + "}: " + text
	}
	digest := r.SHA256[:min(12, len(r.SHA256))]
	return text + ", on " + number(r.Count) + " " + Escape(r.Unit) + " of " + spelled(r.Data) + " (SHA-256 " + spelled(digest) + "), at step " + number(r.Step) +
		", in " + Escape(r.Precision) + " on " + Escape(r.Device) + "."
}
