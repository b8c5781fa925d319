package latex

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/metagen-go/metagen/blueprint"
)

// Sizes of the diagram, in cm.
const (
	diagramWidth  = 12.6
	diagramHeight = 21.0
	lineHeight    = 0.39
	gap           = 0.44 // between rows, where arrows run
	between       = 0.25 // between boxes of a row
	pad           = 0.22 // inside a box, at its sides and bottom
	gutter        = 0.5  // at most, for the lines that run past rows
	mostLanes     = 5    // beside one another in it
	nameRune      = 0.17 // of a name, in type of its size
	aboutRune     = 0.13
)

// box is a module of the diagram, y growing downwards. A box without rows is drawn without its parts.
type box struct {
	node       *blueprint.Node
	x, y, w, h float64
	title      float64 // the height of its title, where it has rows
	side       float64 // the width of the lanes at its left
	rows       [][]*box
	hidden     int // parts that are not drawn
	lines      []line
	lanes      int
}

// line leads from a part, or from what comes into the box (nil), to a part that reads it. Lane 0 is straight to the next row.
type line struct {
	from, to *box
	lane     int
}

// diagram gives every box its place: as many levels as fit a page.
func (p *paper) diagram() *box {
	levels := deepest(p.tree)
	for levels > 1 && need(p.Root, levels) > diagramWidth {
		levels--
	}
	root := layout(p.Root, diagramWidth, levels)
	for root.h > diagramHeight && levels > 1 {
		levels--
		root = layout(p.Root, diagramWidth, levels)
	}
	root.cut()
	root.place(0, 0)
	return root
}

// layout gives a module its size and its parts their rows, so many levels deep, or fewer where the width is too small for them.
func layout(n *blueprint.Node, width float64, levels int) *box {
	b := &box{node: n, w: width}
	if levels == 0 || len(n.Children) == 0 || need(n, levels) > width+1e-9 {
		b.h = 0.12 + lineHeight*textLines(b.name()+b.count(), width-0.2, nameRune) + 0.35*textLines(b.about(), width-0.2, aboutRune)
		return b
	}
	b.fill(levels)
	b.connect()
	b.side = min(gutter, 0.25*float64(b.lanes))
	b.title = 0.12 + lineHeight*textLines(b.name()+b.count()+"  "+b.about(), width-0.3, nameRune)
	b.h = b.title + pad
	for _, row := range b.rows {
		inside := width - 2*pad - b.side - between*float64(len(row)-1)
		shares := 0
		for _, c := range row {
			inside -= need(c.node, levels-1)
			shares += columns(c.node, levels-1)
		}
		for _, c := range row {
			*c = *layout(c.node, need(c.node, levels-1)+inside*float64(columns(c.node, levels-1))/float64(shares), levels-1)
		}
		b.h += gap + tallest(row)
	}
	if b.hidden > 0 {
		b.h += lineHeight + pad
	}
	return b
}

// fill puts the parts in rows, each after all that it reads, and as many in a row as have room.
func (b *box) fill(levels int) {
	b.hidden = len(b.node.Children)
	for _, nodes := range ranks(b.node) {
		b.hidden -= len(nodes)
		room := 0.0 // what is left of the row
		for _, c := range nodes {
			w := need(c, levels-1)
			if room < w {
				b.rows, room = append(b.rows, nil), b.w-2*pad-gutter+1e-9
			}
			room -= w + between
			last := len(b.rows) - 1
			b.rows[last] = append(b.rows[last], &box{node: c})
		}
	}
}

// drawn gives each part of a module the one that is drawn there: itself, or the one before it, where it is of a list of several kinds that
// has an equal part further up.
func drawn(n *blueprint.Node) map[string]string {
	seen, list, last := map[*blueprint.Kind]bool{}, map[string]string{}, ""
	for _, c := range n.Children {
		if !c.Mixed || !seen[c.Kind] {
			last = c.Called()
		}
		seen[c.Kind] = true
		list[c.Called()] = last
	}
	return list
}

// ranks parts the children of a module that are drawn: each is after all of its siblings that it reads.
func ranks(n *blueprint.Node) [][]*blueprint.Node {
	at, drawn := map[string]int{}, drawn(n)
	var rows [][]*blueprint.Node
	for _, c := range n.Children {
		if drawn[c.Called()] != c.Called() {
			continue
		}
		row := 0
		for _, from := range c.From {
			if r, ok := at[drawn[from]]; ok {
				row = max(row, r+1)
			}
		}
		at[c.Called()] = row
		if row == len(rows) {
			rows = append(rows, nil)
		}
		rows[row] = append(rows[row], c)
	}
	return rows
}

// need is the least width of a module that is drawn so many levels deep: its longest word, or its widest part and what is around it.
func need(n *blueprint.Node, levels int) float64 {
	b := &box{node: n}
	w := 0.25 + max(longest(b.name())*nameRune, longest(b.about())*aboutRune)
	if levels == 0 {
		return w
	}
	for _, c := range n.Children {
		w = max(w, need(c, levels-1)+2*pad+gutter)
	}
	return w
}

// longest is the runes of the longest piece of a text that Escape does not let break.
func longest(text string) float64 {
	most := 0
	for _, word := range strings.FieldsFunc(text, separates) {
		if n := utf8.RuneCountInString(word); n <= shortWord {
			most = max(most, n)
			continue
		}
		for _, piece := range strings.FieldsFunc(word, func(r rune) bool { return strings.ContainsRune(signs, r) }) {
			most = max(most, min(naturalWord, utf8.RuneCountInString(piece)+1))
		}
	}
	return float64(most)
}

// columns is how many boxes stand side by side in a module, a measure of the width that it should get.
func columns(n *blueprint.Node, levels int) int {
	most := 1
	if levels == 0 {
		return most
	}
	for _, nodes := range ranks(n) {
		sum := 0
		for _, c := range nodes {
			sum += columns(c, levels-1)
		}
		most = max(most, min(sum, 4))
	}
	return most
}

// cut leaves out the last rows of a box that is higher than a page, and says how many parts were in them.
func (b *box) cut() {
	for b.h > diagramHeight && len(b.rows) > 1 {
		row := b.rows[len(b.rows)-1]
		if b.hidden == 0 {
			b.h += lineHeight + pad
		}
		b.hidden += len(row)
		b.h -= gap + tallest(row)
		b.rows = b.rows[:len(b.rows)-1]
		b.lines = slices.DeleteFunc(b.lines, func(l line) bool { return slices.Contains(row, l.to) })
	}
}

func tallest(row []*box) float64 {
	h := 0.0
	for _, c := range row {
		h = max(h, c.h)
	}
	return h
}

// place gives a box and its parts their places.
func (b *box) place(x, y float64) {
	b.x, b.y = x, y
	y += b.title
	for _, row := range b.rows {
		y += gap
		left := x + pad + b.side
		for _, c := range row {
			c.place(left, y)
			left += c.w + between
		}
		y += tallest(row)
	}
}

// textLines is how many lines a text takes in a width, at so many cm a rune; lines that break are rarely full.
func textLines(text string, width, rune float64) float64 {
	need := float64(utf8.RuneCountInString(text)) * rune / width
	if need <= 1 {
		return 1
	}
	return math.Ceil(need * 1.3)
}
