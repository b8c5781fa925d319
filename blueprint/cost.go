package blueprint

import (
	"maps"
	"slices"
	"strings"
)

// Total is what a node and those below it cost in one pass, all its repeats together, where its input needs a gradient.
func (n *Node) Total(p Pass) Cost {
	cost, _ := n.total(p, value{nil, n.Name}, true, map[value]bool{})
	return cost
}

// Inside is the pass that the node and those below it make, of its parent's.
func (n *Node) Inside(p Pass) Pass {
	if n.Sees != nil {
		return n.Sees(p)
	}
	return p
}

// cost is what the model costs in one pass: its input is data, which needs no gradient.
func (m *Model) cost(p Pass) Cost {
	cost, _ := m.Root.total(p, value{nil, m.Root.Name}, false, map[value]bool{})
	return cost
}

// value is one tensor that flows between modules: what some children of a node put out, or what came into it.
type value struct {
	in   *Node
	from string
}

// total is the cost of a node in all its places, given whether its input needs a gradient; and whether its output does. The first of
// several equal blocks may differ from the others: what comes into it needs no gradient where all before it is frozen.
func (n *Node) total(p Pass, input value, needed bool, kept map[value]bool) (Cost, bool) {
	if n.Repeat < 2 {
		return n.once(p, input, needed, kept)
	}
	before := kept
	if !needed {
		before = maps.Clone(kept)
	}
	first, out := n.once(p, input, needed, kept)
	if out == needed {
		return first.times(n.Repeat), out
	}
	next, _ := n.once(p, input, out, before)
	return first.plus(next.times(n.Repeat - 1)), out
}

// once is the cost of one of a node's places.
func (n *Node) once(p Pass, input value, needed bool, kept map[value]bool) (Cost, bool) {
	p = n.Inside(p)
	learns := n.learns()
	some, all := learns, true
	var sum Cost
	var few [8]bool
	outputs := few[:0] // whether what each child puts out needs a gradient
	for _, c := range n.Children {
		if c.Idle {
			outputs = append(outputs, false)
			continue
		}
		from, flows := input, needed
		if len(c.From) > 0 {
			from, flows = value{n, strings.Join(c.From, "+")}, false
			for _, name := range c.From {
				flows = flows || n.output(name, outputs, needed)
			}
		}
		part, out := c.total(p, from, flows || c.Needed, kept)
		outputs = append(outputs, out)
		some, all = some || out, all && out
		sum = sum.plus(part)
	}
	reads := needed || some
	if len(n.Reads) > 0 {
		reads = false
		for _, name := range n.Reads {
			reads = reads || n.output(name, outputs, needed)
		}
	}
	if n.Holds != "" && reads {
		sum.Saved = Bytes(add(int64(sum.Saved), int64(n.held(p, kept))))
	}
	if !all {
		p.Fixes = func(child string) bool { return !n.output(child, outputs, needed) }
	}
	return sum.plus(n.own(p, input, learns, needed, reads, kept)), needed || some
}

// output tells whether what a child puts out needs a gradient; "" is what comes into the node.
func (n *Node) output(child string, outputs []bool, needed bool) bool {
	if child == "" {
		return needed
	}
	for i, out := range outputs {
		if n.Children[i].Called() == child && out {
			return true
		}
	}
	return false
}

// held is the size of what the node's own operations keep and a child reads, where it is not kept yet.
func (n *Node) held(p Pass, kept map[value]bool) Bytes {
	for _, c := range n.Children {
		if v := (value{n, strings.Join(c.From, "+")}); c.Name == n.Holds && !kept[v] {
			kept[v] = true
			return c.Keeps(p)
		}
	}
	return 0
}

// own is what a node costs without its children. Nothing is saved where nothing needs a gradient.
func (n *Node) own(p Pass, input value, learns, needed, reads bool, kept map[value]bool) Cost {
	p.Frozen, p.Fixed = len(n.Params) > 0 && n.Params[0].Frozen, !needed
	var c Cost
	if n.Cost != nil {
		c = n.Cost(p)
	}
	if !learns && !reads {
		c.Saved, c.Backward = 0, 0
	} else if c.Backward == 0 {
		c.Backward = FLOPs(mul(int64(c.FLOPs), n.gradients(!p.Frozen, needed)))
	}
	if n.Keeps != nil && (learns || needed) && !kept[input] {
		if bytes := n.Keeps(p); bytes > 0 {
			kept[input] = true
			c.Saved = Bytes(add(int64(c.Saved), int64(bytes)))
		}
	}
	return c
}

// gradients is how many of the two factors of its products need one: its parameters and its input, or what its children put out.
func (n *Node) gradients(learns, needed bool) int64 {
	if len(n.Params) == 0 {
		return 2
	}
	count := int64(0)
	for _, one := range []bool{learns, needed} {
		if one {
			count++
		}
	}
	return count
}

// learns tells whether the node has parameters of its own that train.
func (n *Node) learns() bool {
	return slices.ContainsFunc(n.Params, func(p Param) bool { return !p.Frozen && !p.Buffer })
}

func (c Cost) plus(d Cost) Cost {
	return Cost{
		FLOPs(add(int64(c.FLOPs), int64(d.FLOPs))), FLOPs(add(int64(c.Backward), int64(d.Backward))),
		Bytes(add(int64(c.Saved), int64(d.Saved))), Bytes(add(int64(c.KVCache), int64(d.KVCache))), Bytes(add(int64(c.State), int64(d.State))),
	}
}

func (c Cost) times(n int64) Cost {
	return Cost{
		FLOPs(mul(int64(c.FLOPs), n)), FLOPs(mul(int64(c.Backward), n)),
		Bytes(mul(int64(c.Saved), n)), Bytes(mul(int64(c.KVCache), n)), Bytes(mul(int64(c.State), n)),
	}
}
