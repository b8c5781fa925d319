package latex

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/metagen-go/metagen/blueprint"
)

// mostBars is how many bars the figure of shares has at most.
const mostBars = 9

// share is one part of the model, in all its places.
type share struct {
	label  string
	params blueprint.Params
}

// sharesOf parts the parameters of a model, which is so many levels deep: by its modules at the greatest depth that gives no more than mostBars parts.
func sharesOf(m *blueprint.Model, levels int) []share {
	var best []share
	for depth := 1; depth <= levels; depth++ {
		list := partition(m.Root, "", depth, 1)
		if len(list) > mostBars {
			break
		}
		best = list
	}
	return best
}

// partition lists what is at a depth, or ends above it, so that every parameter is in one part.
func partition(n *blueprint.Node, outer string, depth int, times int64) []share {
	path := n.Called()
	if n.Repeat > 0 && !n.Mixed {
		path += ".*"
	}
	if outer != "" {
		path = outer + "." + path
	}
	times *= max(n.Repeat, 1)
	once := *n
	once.Repeat = 0
	if total := once.Count(); total == 0 {
		return nil
	} else if depth == 0 || len(n.Children) == 0 {
		return []share{{path, total * blueprint.Params(times)}}
	}
	var list []share
	once.Children = nil
	if own := once.Count(); own > 0 {
		list = append(list, share{strings.TrimSpace(path + " itself"), own * blueprint.Params(times)})
	}
	for _, c := range n.Children {
		list = append(list, partition(c, path, depth-1, times)...)
	}
	return list
}

// parameters is the figure of shares; empty where there is only one part.
func (p *paper) parameters() string {
	if len(p.shares) < 2 {
		return ""
	}
	most, total := blueprint.Params(0), p.Root.Count()
	for _, part := range p.shares {
		most = max(most, part.params)
	}
	const labelWidth, barWidth, lineRunes = 5.6, 5.0, 36 // cm, cm, and runes of the label that fit a line
	var t strings.Builder
	t.WriteString("\\begin{figure}[htbp]\n\\centering\n\\begin{tikzpicture}[font=\\footnotesize]\n")
	y := 0.0
	for _, part := range p.shares {
		height := 0.16 + 0.34*float64((utf8.RuneCountInString(part.label)+lineRunes-1)/lineRunes)
		y -= height
		middle, end := y+height/2, 0.1+max(0.02, barWidth*float64(part.params)/float64(most))
		fmt.Fprintf(&t, "\\node[anchor=east, align=right, text width=%.2fcm, font=\\scriptsize] at (0,%.2f) {%s};\n", labelWidth, middle, spelled(part.label))
		fmt.Fprintf(&t, "\\fill[blue!45!black!55] (0.1,%.2f) rectangle (%.3f,%.2f);\n", middle-0.13, end, middle+0.13)
		fmt.Fprintf(&t, "\\node[anchor=west] at (%.3f,%.2f) {%s (%s)};\n", end+0.05, middle, short(part.params), percent(part.params, total))
	}
	t.WriteString("\\end{tikzpicture}\n\\caption{Where the parameters are: those of each part, in all its places, and its share of the model.}\n\\label{fig:parameters}\n\\end{figure}\n")
	return t.String()
}
