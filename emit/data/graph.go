package data

import "github.com/metagen-go/metagen/blueprint"

// vertex is one module of the graph; a repeated one stands once, with its count.
type vertex struct {
	ID         string           `json:"id"`
	Kind       string           `json:"kind"`
	Repeat     int64            `json:"repeat"`
	Parameters blueprint.Params `json:"parameters"`
	FLOPs      blueprint.FLOPs  `json:"flops"`
}

// edge is a tensor on its way: between siblings, or from outside a module to what it holds first.
type edge struct {
	From string `json:"from"`
	To   string `json:"to"`
	Kind string `json:"kind"` // "contains", "data", or "again" where a module is called a second time
}

// graph is the module graph: every module of the tree, what holds it, and whose output it reads. FLOPs and parameters are those of all its
// places together; FLOPs are for one training sequence.
func graph(m *blueprint.Model) ([]byte, error) {
	vertices, edges := []vertex{}, []edge{}
	var walk func(n *blueprint.Node, outer string, times int64, pass blueprint.Pass)
	walk = func(n *blueprint.Node, outer string, times int64, pass blueprint.Pass) {
		id := identify(outer, n)
		once := *n
		once.Repeat = 0
		times *= max(n.Repeat, 1)
		vertices = append(vertices, vertex{id, n.Kind.Name, max(n.Repeat, 1), once.Count() * blueprint.Params(times), once.Total(pass).FLOPs * blueprint.FLOPs(times)})
		names := map[string]string{}
		for _, c := range n.Children {
			names[c.Called()] = identify(id, c)
			edges = append(edges, edge{id, names[c.Called()], "contains"})
		}
		for _, c := range n.Children {
			for _, from := range c.From {
				source := names[from]
				if from == "" {
					source = id // what came into the module that holds it
				}
				if source != "" { // positions, say, come from no module
					edges = append(edges, edge{source, names[c.Called()], "data"})
				}
			}
			for _, from := range c.Links {
				edges = append(edges, edge{names[from], names[c.Called()], "again"})
			}
			walk(c, id, times, n.Inside(pass))
		}
	}
	walk(m.Root, "", 1, m.State.TrainingPass())
	return encodeJSON(map[string]any{"nodes": vertices, "edges": edges, "flops_tokens": m.State.SequenceLength})
}

func identify(outer string, n *blueprint.Node) string {
	name := n.Called()
	if name == "" {
		return n.Kind.Name
	}
	if n.Repeat > 0 && !n.Mixed {
		name += ".*"
	}
	return outer + "." + name
}
