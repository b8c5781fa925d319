package data

import (
	"bytes"
	"strconv"

	"github.com/metagen-go/metagen/blueprint"
)

// module is one node of the tree with what it counts, in all its places.
type module struct {
	Path       string           `json:"path"`
	Kind       string           `json:"kind"`
	Count      int64            `json:"count"`
	Parameters blueprint.Params `json:"parameters"`
}

// parameters is the parameter count, exact, and by module.
func parameters(m *blueprint.Model) ([]byte, error) {
	s := &m.State
	var modules []module
	m.Root.Walk(func(path string, times int64, n *blueprint.Node) {
		if c := n.CountIn(times); c > 0 {
			modules = append(modules, module{path, n.Kind.Name, times, c})
		}
	})
	legacy := s.Map()
	return encodeJSON(struct {
		Total      blueprint.Params           `json:"total_params"`
		Trainable  blueprint.Params           `json:"trainable_params"`
		Active     blueprint.Params           `json:"active_params"`
		Exact      bool                       `json:"exact"`
		Weights    map[string]blueprint.Bytes `json:"weight_bytes"`
		Billion    any                        `json:"params_billion"`
		Activation any                        `json:"activation_memory_gb"`
		KV         any                        `json:"kv_cache_gb"`
		Modules    []module                   `json:"modules"`
	}{
		s.TotalParams, s.TrainableParams, s.ActiveParams, true,
		map[string]blueprint.Bytes{"float32": 4 * blueprint.Bytes(s.TotalParams), "bfloat16": 2 * blueprint.Bytes(s.TotalParams)},
		legacy["params_billion"], legacy["activation_memory_gb"], legacy["kv_cache_gb"], modules,
	})
}

// tensors lists the state_dict, one tensor a line, in its order.
func tensors(m *blueprint.Model) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("{\n  \"tensors\": [")
	n, separator := 0, "\n"
	line := make([]byte, 0, 200)
	for t := range m.Tensors() {
		line = append(line[:0], separator...)
		line = append(line, `    {"name": `...)
		line = strconv.AppendQuote(line, t.Name) // letters, digits, dots and underscores
		line = append(line, `, "shape": [`...)
		count := int64(1)
		for i, d := range t.Shape {
			if i > 0 {
				line = append(line, ", "...)
			}
			line = strconv.AppendInt(line, d, 10)
			count *= d
		}
		if t.Buffer {
			count = 0
		}
		line = append(line, `], "parameters": `...)
		line = strconv.AppendInt(line, count, 10)
		if t.Buffer {
			line = append(line, `, "buffer": true`...)
		}
		if t.Tied != "" {
			line = append(line, `, "tied_to": `...)
			line = strconv.AppendQuote(line, t.Tied)
		}
		b.Write(append(line, '}'))
		n, separator = n+1, ",\n"
	}
	b.WriteString("\n  ],\n  \"count\": " + strconv.Itoa(n) + ",\n  \"total_params\": " + strconv.FormatInt(int64(m.State.TotalParams), 10) + "\n}\n")
	return b.Bytes(), nil
}

// limit is one constraint as summary.json says it.
type limit struct {
	Name    string `json:"name"`
	Asked   string `json:"asked"`
	Got     string `json:"got"`
	Met     bool   `json:"met"`
	Mend    string `json:"met_from,omitempty"`
	Assumes string `json:"assumes,omitempty"`
}

// summary has every field of the blueprint, and what it makes of the spec's limits.
func summary(m *blueprint.Model) ([]byte, error) {
	limits := []limit{}
	for _, c := range m.Validate() {
		limits = append(limits, limit{c.Key, c.Asked, c.Got, c.Met, c.Mend, c.Assumes})
	}
	return encodeJSON(map[string]any{"summary": m.Summary(), "blueprint": m.State.Map(), "constraints": limits})
}
