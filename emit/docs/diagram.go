package docs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// diagram draws the module tree: modules in the order of their calls, arrows for what they read. The nodes that lead to a
// repeated one are frames around what they hold, and so is that one; other modules are boxes.
type diagram struct {
	drawing
	expanded map[*blueprint.Kind]bool // kinds of repeated modules that were drawn from inside
}

const (
	boxHeight = 42
	boxGap    = 20 // between boxes, for an arrow
	frameHead = 30 // of a frame, for its name
	laneWidth = 11
)

// architectureFigure draws the model from its module tree.
func architectureFigure(m *blueprint.Model) *figure {
	d := diagram{expanded: map[*blueprint.Kind]bool{}}
	middle := figureWidth / 2
	y := 58
	if into := strings.Join(m.State.Inputs.Items(), ", "); into != "" {
		d.text(middle, y, "muted", "middle", into, figureWidth-2*margin)
		d.arrow("edge", point{middle, y + 6}, point{middle, y + 6 + boxGap})
		y += 6 + boxGap
	}
	y += d.frame(m.Root, margin, y, figureWidth-2*margin)
	if out := strings.Join(m.State.Outputs.Items(), ", "); out != "" {
		d.arrow("edge", point{middle, y}, point{middle, y + boxGap})
		d.text(middle, y+boxGap+16, "muted", "middle", out, figureWidth-2*margin)
		y += boxGap + 20
	}
	alt := fmt.Sprintf("Diagram: the modules of %s in the order of their calls, with arrows for what each reads, and their parameters: %s", m.Root.Kind.Name, outline(m.Root))
	return d.finish("architecture", "Architecture", m.Arch.Title, alt, y+margin)
}

// outline names what a node holds, and what its repeated ones hold.
func outline(n *blueprint.Node) string {
	var parts []string
	for _, c := range n.Children {
		part := nodeName(c)
		if opens(c) {
			part += " (" + outline(c) + ")"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}

// opens tells whether a node is drawn as a frame: it is repeated, or holds one that is.
func opens(n *blueprint.Node) bool {
	return len(n.Children) > 0 && (n.Repeat > 0 || slices.ContainsFunc(n.Children, opens))
}

// nodeName is the name of a module, with the number of its repeats: "layers x 32".
func nodeName(n *blueprint.Node) string {
	name := modulePath(n.Called(), n)
	if n.Repeat > 1 || n.Repeat == 1 && !n.Mixed {
		name = fmt.Sprintf("%s × %s", name, blueprint.Thousands(n.Repeat))
	}
	return name
}

// node draws a module and returns its height. What is inside a repeated module is drawn once for each kind.
func (d *diagram) node(n, parent *blueprint.Node, x, y, width int) int {
	if opens(n) && !d.expanded[n.Kind] {
		d.expanded[n.Kind] = n.Repeat > 0
		return d.frame(n, x, y, width)
	}
	d.rect(x, y, width, boxHeight, "box")
	d.label(nodeName(n), n, x, y+17, width)
	d.text(x+10, y+34, "small", "start", remark(n, parent), width-20)
	return boxHeight
}

// label writes a module's name, and its parameters; those of one place where it is repeated.
func (d *diagram) label(name string, n *blueprint.Node, x, y, width int) {
	count := ""
	if c := n.Count(); c > 0 {
		count = blueprint.Thousands(c)
		if n.Repeat > 0 {
			count = blueprint.Thousands(int64(c)/n.Repeat) + " each"
		}
	}
	d.text(x+10, y, "module", "start", name, width-28-textWidth(count))
	d.text(x+width-10, y, "small", "end", count, 0)
}

// remark says what a box is, what it holds, and what it reads that no arrow shows.
func remark(n, parent *blueprint.Node) string {
	text := n.Kind.Name
	for _, name := range n.From {
		if name != "" && child(parent, name) < 0 {
			text += " of " + name
		}
	}
	if len(n.Children) > 0 {
		names := make([]string, len(n.Children))
		for i, c := range n.Children {
			names[i] = nodeName(c)
		}
		text += ": " + strings.Join(names, ", ")
	}
	for _, p := range n.Params {
		if p.Tied != "" {
			text += ": " + p.Name + " is " + p.Tied
		}
	}
	if n.Shape != "" {
		text += " → " + n.Shape
	}
	return text
}

// frame draws a module around what it holds.
func (d *diagram) frame(n *blueprint.Node, x, y, width int) int {
	lanes, slots := lanesOf(n)
	inner := width - 20 - laneWidth*slots
	top := y + frameHead
	name := nodeName(n)
	if n.Kind.Name != name {
		name += " · " + n.Kind.Name
	}
	d.label(name, n, x, y+19, width)
	places := make([]extent, len(n.Children))
	at := top + boxGap
	for i, c := range n.Children {
		places[i] = extent{at, at + d.node(c, n, x+10, at, inner)}
		at = places[i].bottom + boxGap
	}
	height := at - boxGap + 10 - y
	d.rect(x, y, width, height, "frame")
	middle := x + 10 + inner/2
	for i, c := range n.Children {
		if slices.Contains(sources(n, c.From, i), i-1) {
			above := top
			if i > 0 {
				above = places[i-1].bottom
			}
			d.arrow("edge", point{middle, above}, point{middle, places[i].top})
		}
	}
	for _, l := range lanes {
		start := point{middle, top}
		if l.source >= 0 {
			start = point{x + 10 + inner, places[l.source].bottom - 12}
		}
		turn := x + 10 + inner + laneWidth*(l.slot+1)
		for _, t := range l.targets {
			end := point{x + 10 + inner, places[t].top + 12}
			d.arrow(l.class, start, point{turn, start.y}, point{turn, end.y}, end)
		}
	}
	return height
}

// extent is from where to where a module stands.
type extent struct{ top, bottom int }

// lane is the way of one module's output to modules that do not stand right below it.
type lane struct {
	source  int // -1 is what comes into the frame
	targets []int
	class   string
	slot    int // how far out it runs
}

// maxSlots is how many lanes run side by side; where more would, the last ones share a place.
const maxSlots = 8

// lanesOf finds the lanes that a frame needs, and how many run side by side.
func lanesOf(n *blueprint.Node) (lanes []lane, slots int) {
	for i, c := range n.Children {
		for _, from := range sources(n, c.From, i) {
			if from != i-1 {
				lanes = addTarget(lanes, from, i, "edge")
			}
		}
		if len(c.Links) > 0 {
			for _, from := range sources(n, c.Links, i) {
				lanes = addTarget(lanes, from, i, "join")
			}
		}
	}
	var ends []int // the last module that each slot reaches so far
	for k := range lanes {
		l := &lanes[k]
		first, last := min(l.source, slices.Min(l.targets)), max(l.source, slices.Max(l.targets))
		l.slot = slices.IndexFunc(ends, func(end int) bool { return end < first })
		if l.slot < 0 {
			l.slot = min(len(ends), maxSlots-1)
		}
		if l.slot == len(ends) {
			ends = append(ends, last)
		}
		ends[l.slot] = max(ends[l.slot], last)
	}
	return lanes, len(ends)
}

func addTarget(lanes []lane, source, target int, class string) []lane {
	for k := range lanes {
		if lanes[k].source == source && lanes[k].class == class {
			lanes[k].targets = append(lanes[k].targets, target)
			return lanes
		}
	}
	return append(lanes, lane{source: source, targets: []int{target}, class: class})
}

// sources finds the modules that the ith child of a node names: their places among its children, and -1 for what comes into
// the node. Names of nothing here are inputs of another sort, such as positions, and are left out.
func sources(n *blueprint.Node, names []string, i int) []int {
	if len(names) == 0 {
		return []int{-1}
	}
	var list []int
	for _, name := range names {
		at := child(n, name)
		if (at >= 0 || name == "") && at != i {
			list = append(list, at)
		}
	}
	return list
}

// child is the place of a name among a node's children; -1 where there is none, and for the name of what comes into the node, "".
func child(n *blueprint.Node, name string) int {
	return slices.IndexFunc(n.Children, func(c *blueprint.Node) bool { return name != "" && c.Called() == name })
}
