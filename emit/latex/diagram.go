package latex

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// architecture is the diagram of the module tree: boxes in boxes, with an arrow wherever a module reads what another puts out.
func (p *paper) architecture() string {
	var t strings.Builder
	t.WriteString("\\begin{figure}[htbp]\n\\centering\n" + diagramStyle)
	p.diagram().draw(&t)
	t.WriteString("\\end{tikzpicture}\n\\caption{The modules, by their names in the code. A box holds the modules that it is made of; an arrow leads to a module from each whose output it reads, " +
		"or from what comes into its box; $\\times$ tells how many equal ones follow one another. Parameter counts are those of one.}\n\\label{fig:architecture}\n\\end{figure}\n")
	return t.String()
}

const diagramStyle = `\begin{tikzpicture}[y=-1cm, font=\footnotesize, every node/.style={inner sep=1pt},
  part/.style={draw=black!50, fill=white, rounded corners=2pt, align=center},
  whole/.style={draw=black!35, fill=blue!60!black, fill opacity=0.045, draw opacity=1, rounded corners=3pt},
  flow/.style={draw=black!70, -{Stealth[length=4pt]}, rounded corners=2pt}]
`

// connect finds the lines between the parts, and a lane for each source whose line runs past a row.
func (b *box) connect() {
	type place struct {
		part *box
		row  int
	}
	places := map[string]place{}
	for i, row := range b.rows {
		for _, c := range row {
			places[c.node.Called()] = place{c, i}
		}
	}
	lanes, drawn := map[*box]int{}, drawn(b.node)
	for i, row := range b.rows {
		for _, c := range row {
			froms := c.node.From
			if len(froms) == 0 {
				froms = []string{""}
			}
			for _, name := range froms {
				source, ok := places[drawn[name]]
				if drawn[name] == "" || !ok {
					source = place{nil, -1}
				}
				if source.row >= i {
					continue
				}
				l := line{from: source.part, to: c}
				if i-source.row > 1 {
					if lanes[source.part] == 0 {
						lanes[source.part] = len(lanes)%mostLanes + 1
					}
					l.lane = lanes[source.part]
					b.lanes = max(b.lanes, l.lane)
				}
				b.lines = append(b.lines, l)
			}
		}
	}
}

// name is what the box is called, and how many of it there are.
func (b *box) name() string {
	if b.node.Name == "" {
		return b.node.Kind.Name
	}
	return b.node.Called()
}

// about is the second line: the kind, and the parameters of one.
func (b *box) about() string {
	var list []string
	if kind := b.node.Kind.Name; b.node.Name != "" && kind != strings.ReplaceAll(b.name(), "_", " ") {
		list = append(list, kind)
	}
	once := *b.node
	once.Repeat = 0
	if n := once.Count(); n > 0 {
		list = append(list, n.Short())
	}
	return strings.Join(list, ", ")
}

// count is how many equal modules the box stands for.
func (b *box) count() string {
	if b.node.Repeat == 0 || b.node.Repeat == 1 && b.node.Mixed {
		return ""
	}
	return " × " + blueprint.Thousands(b.node.Repeat)
}

func (b *box) draw(t *strings.Builder) {
	label := spelled(b.name()) + strings.ReplaceAll(b.count(), ",", "{,}")
	about := `{\scriptsize ` + Escape(b.about()) + "}"
	if b.rows == nil {
		fmt.Fprintf(t, "\\node[part, minimum width=%.2fcm, minimum height=%.2fcm, text width=%.2fcm] at (%.2f,%.2f) {%s\\\\%s};\n",
			b.w, b.h, b.w-0.15, b.x+b.w/2, b.y+b.h/2, label, about)
		return
	}
	fmt.Fprintf(t, "\\draw[whole] (%.2f,%.2f) rectangle (%.2f,%.2f);\n", b.x, b.y, b.x+b.w, b.y+b.h)
	fmt.Fprintf(t, "\\node[anchor=west, align=left, text width=%.2fcm] at (%.2f,%.2f) {%s\\quad %s};\n", b.w-0.2, b.x+0.1, b.y+b.title/2+0.04, label, about)
	for _, row := range b.rows {
		for _, c := range row {
			c.draw(t)
		}
	}
	if b.hidden > 0 {
		fmt.Fprintf(t, "\\node at (%.2f,%.2f) {and %s more};\n", b.x+b.w/2, b.y+b.h-0.3, number(int64(b.hidden)))
	}
	for _, l := range b.lines {
		b.drawLine(t, l)
	}
}

// drawLine draws a line through the gaps between rows, and in its lane past them.
func (b *box) drawLine(t *strings.Builder, l line) {
	x, y := b.x+(b.w+b.side)/2, b.y+b.title
	if l.from != nil {
		x, y = l.from.x+l.from.w/2, l.from.y+l.from.h
	}
	to := l.to.x + l.to.w/2
	if l.lane == 0 {
		if math.Abs(x-to) < 0.01 {
			fmt.Fprintf(t, "\\draw[flow] (%.2f,%.2f) -- (%.2f,%.2f);\n", x, y, to, l.to.y)
			return
		}
		fmt.Fprintf(t, "\\draw[flow] (%.2f,%.2f) |- (%.2f,%.2f) -- (%.2f,%.2f);\n", x, y, to, l.to.y-gap/2, to, l.to.y)
		return
	}
	lane := b.x + pad + b.side*(float64(b.lanes-l.lane)+0.3)/float64(max(b.lanes, 1))
	aside := min(0.5, l.to.w/5)
	leave := y + 0.3*gap
	if l.from != nil {
		leave = b.below(l.from) + 0.3*gap
	}
	fmt.Fprintf(t, "\\draw[flow] (%.2f,%.2f) |- (%.2f,%.2f) |- (%.2f,%.2f) -- (%.2f,%.2f);\n",
		x, y, lane, leave, to-aside, l.to.y-0.6*gap, to-aside, l.to.y)
}

// below is where the row of a part ends.
func (b *box) below(part *box) float64 {
	for _, row := range b.rows {
		if slices.Contains(row, part) {
			return part.y + tallest(row)
		}
	}
	return part.y + part.h
}
