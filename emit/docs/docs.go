// Package docs emits the cards and reports: Markdown for people who publish a model, one HTML page, and the figures of both.
package docs

import (
	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/emit"
)

// Files are the documents of a model.
func Files(m *blueprint.Model) ([]emit.File, error) {
	f := gather(m)
	files := []emit.File{
		{Path: "docs/model_card.md", Data: f.modelCard()},
		{Path: "docs/data_card.md", Data: f.dataCard()},
		{Path: "docs/eval_report.md", Data: f.evalReport()},
		{Path: "docs/limitations.md", Data: f.limitationsFile()},
		{Path: "docs/report.html", Data: f.report()},
	}
	for _, drawn := range f.figures {
		files = append(files, emit.File{Path: "docs/figures/" + drawn.name + ".svg", Data: drawn.file(m)})
	}
	return files, nil
}

// document begins a Markdown file: who writes it, and its title.
func (f *facts) document(kind string) *markdown {
	w := newMarkdown(4 << 10)
	w.b.WriteString("<!-- " + mark(f.Model) + " -->\n")
	w.heading(1, kind+title(f.Model))
	return w
}
