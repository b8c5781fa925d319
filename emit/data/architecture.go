package data

import (
	"github.com/metagen-go/metagen/blueprint"
	"gopkg.in/yaml.v3"
)

// architecture lists every field, with where it is from, and the module tree.
func architecture(m *blueprint.Model) ([]byte, error) {
	top := newMapping()
	for i := range blueprint.Fields {
		f := &blueprint.Fields[i]
		origin, ok := m.Trace[f.Key]
		if !ok {
			continue
		}
		value := scalar(f, &m.State)
		if value.Kind == yaml.ScalarNode {
			value.LineComment = "# " + plain(string(origin))
		}
		top.put(f.Key, value)
	}
	modules := &yaml.Node{Kind: yaml.SequenceNode}
	m.Root.Walk(func(path string, times int64, n *blueprint.Node) {
		entry := mapping{&yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle}}
		entry.put("path", text(path))
		entry.put("kind", text(n.Kind.Name))
		entry.put("count", whole(times))
		entry.put("parameters", whole(inAll(n, times)))
		modules.Content = append(modules.Content, entry.node)
	})
	top.put("modules", modules)
	return encodeYAML(m, top.node)
}

// inAll is the parameters of a node in all its places: its repeats, and those of what it stands in.
func inAll(n *blueprint.Node, times int64) blueprint.Params {
	return n.Count() / blueprint.Params(max(n.Repeat, 1)) * blueprint.Params(times)
}
