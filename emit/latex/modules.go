package latex

import (
	"strconv"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// module is a node of the tree with all its places.
type module struct {
	path   string
	depth  int
	times  int64
	node   *blueprint.Node
	params blueprint.Params
	flops  blueprint.FLOPs // of one of its places
}

// modulesOf lists the modules, in their order.
func modulesOf(m *blueprint.Model) []module {
	var list []module
	flops := map[*blueprint.Node]blueprint.FLOPs{}
	forward(m.Root, m.State.TrainingPass(), flops)
	m.Root.Walk(func(path string, times int64, n *blueprint.Node) {
		depth := strings.Count(path, ".") - strings.Count(path, ".*")
		if path != "" {
			depth++
		}
		params := n.CountIn(times)
		list = append(list, module{path, depth, times, n, params, flops[n]})
	})
	return list
}

// forward notes what one place of each module costs, in the pass that it makes there.
func forward(n *blueprint.Node, pass blueprint.Pass, flops map[*blueprint.Node]blueprint.FLOPs) {
	once := *n
	once.Repeat = 0
	flops[n] = once.Total(pass).FLOPs
	for _, c := range n.Children {
		forward(c, n.Inside(pass), flops)
	}
}

// mostRows is how many modules the table takes before it leaves out the deepest.
const mostRows = 80

// modules is the table of modules: parameters and forward FLOPs of each in all its places.
func (p *paper) modules() string {
	list := p.counted()
	depth := deepest(list)
	for depth > 1 && countTo(list, depth) > mostRows {
		depth--
	}
	var b strings.Builder
	for _, m := range list {
		if m.depth > depth {
			continue
		}
		name := spelled(m.path)
		if m.path == "" {
			name = "the whole model"
		}
		flops := m.flops * blueprint.FLOPs(m.times)
		b.WriteString(row(name, number(m.times), number(m.params), percent(m.params, p.Root.Count()), short(flops)))
		if m.path == "" {
			b.WriteString("\\addlinespace\n")
		}
	}
	caption := "The modules: in how many places each stands, and the parameters and the forward FLOPs of all these places together, those of the modules inside included."
	if depth < deepest(list) {
		caption += ` Deeper ones are in \spelled{blueprint/params\_estimate.json}.`
	}
	return table("modules", caption, "Lrrrr", []string{"Module", "Places", "Parameters", "Share", "Forward"}, b.String())
}

// counted lists the modules that have parameters or cost FLOPs.
func (p *paper) counted() []module {
	var list []module
	for _, m := range p.tree {
		if m.params > 0 || m.flops > 0 {
			list = append(list, m)
		}
	}
	return list
}

func deepest(list []module) int {
	depth := 0
	for _, m := range list {
		depth = max(depth, m.depth)
	}
	return depth
}

func countTo(list []module, depth int) int {
	n := 0
	for _, m := range list {
		if m.depth <= depth {
			n++
		}
	}
	return n
}

// percent is a part of a whole, with one decimal.
func percent(part, whole blueprint.Params) string {
	share := 100 * float64(part) / float64(max(whole, 1))
	if share > 0 && share < 0.05 {
		return `<0.1\%`
	}
	return strconv.FormatFloat(share, 'f', 1, 64) + `\%`
}
