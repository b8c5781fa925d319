package latex

import (
	_ "embed"
	"strings"
)

//go:embed preamble.tex
var preamble string

// main is main.tex. The abstract is the first of the sections.
func (p *paper) main(sections []part) string {
	t := &prose{paper: p}
	t.WriteString(preamble)
	t.WriteString("\\input{blueprint}\n\n\\title{\\Name}\n\\hypersetup{pdftitle={\\Name}}\n")
	t.say(`\author{\parbox{0.9\textwidth}{\centering A blueprint generated from \spelled{\Spec}}}`, `\author{A generated blueprint}`)
	t.say(`\date{Version \Version}`, `\date{}`)
	t.WriteString("\n\\begin{document}\n\\maketitle\n\n")
	for _, s := range sections {
		t.WriteString(`\input{` + strings.TrimSuffix(s.path, ".tex") + "}\n")
	}
	t.WriteString("\n\\bibliographystyle{plainnat}\n\\bibliography{bibliography}\n\n\\end{document}\n")
	return t.String()
}
