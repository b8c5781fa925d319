package data

import (
	"bytes"
	"fmt"

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
	text, err := encodeYAML(m, top.node)
	if err != nil {
		return nil, err
	}
	b := bytes.NewBuffer(text)
	b.WriteString("modules:\n")
	m.Root.Walk(func(path string, times int64, n *blueprint.Node) { // names of this program's, which need no encoder
		fmt.Fprintf(b, "  - {path: %q, kind: %q, count: %d, parameters: %d}\n", path, n.Kind.Name, times, n.CountIn(times))
	})
	return b.Bytes(), nil
}
