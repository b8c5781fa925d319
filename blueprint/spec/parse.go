package spec

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
	"gopkg.in/yaml.v3"
)

// Parse reads a spec. The diagnostics hold every error of the file, each with its place; where there is one, the spec holds what
// could be read, and is nil where nothing could.
func Parse(file string, src []byte) (*Spec, blueprint.Diagnostics) {
	p := newParser(file, src)
	root := p.document()
	if root == nil {
		return nil, p.diags
	}
	s := &Spec{File: file}
	p.version(root)
	p.section(root, section(s), "", 0)
	p.required(root, s)
	p.diags.Sort()
	for i, out := range s.Modality.Outputs.Value {
		if out.Value == "classification" { // the predecessor's word for label
			s.Modality.Outputs.Value[i].Value = "label"
		}
	}
	return s, p.diags
}

// Preset is what a preset file says.
type Preset struct {
	Description Field[string] `yaml:"description" doc:"what the model is"`
	Dims        []Entry       `yaml:"dims" doc:"its dimensions"`
	Options     []Entry       `yaml:"options" doc:"its choices"`
}

// ParsePreset reads a preset file: dims and options as they stand in the architecture section of a spec.
func ParsePreset(file string, src []byte) (*Preset, blueprint.Diagnostics) {
	p := newParser(file, src)
	root := p.document()
	if root == nil {
		return nil, p.diags
	}
	var preset Preset
	p.section(root, section(&preset), "", 0)
	return &preset, p.diags
}

type parser struct {
	file  string
	src   string // without a byte order mark
	rows  []row
	seen  int             // nodes, aliases followed
	wrong map[string]bool // keys that are there, if misspelt, but in error: "task.type"
	diags blueprint.Diagnostics
}

func newParser(file string, src []byte) *parser {
	text := strings.TrimPrefix(string(src), "\ufeff")
	return &parser{file: file, src: text, rows: rows(text), wrong: map[string]bool{}}
}

// fail reports an error at a place; col counts bytes.
func (p *parser) fail(line, col, width int, format string, args ...any) {
	p.diags = append(p.diags, blueprint.Diagnostic{File: p.file, Line: line, Col: col, Width: width, Text: fmt.Sprintf(format, args...)})
}

// at reports an error at a node.
func (p *parser) at(n *yaml.Node, format string, args ...any) {
	line, col := p.place(n)
	p.fail(line, col, width(n), format, args...)
}

// place is a node's line and column; yaml counts characters, and this counts bytes.
func (p *parser) place(n *yaml.Node) (line, col int) {
	line, col = max(n.Line, 1), max(n.Column, 1)
	if line > len(p.rows) { // after the end
		line, col = len(p.rows), math.MaxInt
	}
	r := p.rows[line-1]
	for i := range r.text {
		if col--; col == 0 {
			return r.line, r.col + i
		}
	}
	return r.line, r.col + len(r.text)
}

func width(n *yaml.Node) int {
	w := len(n.Value)
	if n.Kind != yaml.ScalarNode {
		return 1
	}
	if n.Style == yaml.DoubleQuotedStyle || n.Style == yaml.SingleQuotedStyle {
		w += 2
	}
	return w
}

// document is the mapping that a file holds; nil, after saying why, where there is none.
func (p *parser) document() *yaml.Node {
	if !p.readable() {
		return nil
	}
	decoder := yaml.NewDecoder(strings.NewReader(p.src))
	var doc yaml.Node
	if err := decoder.Decode(&doc); errors.Is(err, io.EOF) {
		p.fail(1, 1, 0, "the file is empty; metagen init writes a spec to start from")
		return nil
	} else if err != nil {
		p.syntax()
		return nil
	}
	var next yaml.Node
	if err := decoder.Decode(&next); err == nil {
		p.at(&next, "a second document starts here; a file holds one spec")
		return nil
	} else if !errors.Is(err, io.EOF) {
		p.syntax()
		return nil
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode {
		p.at(root, "a spec is a map of keys, such as metagen_version: %q; this is %s", Version, kind(root))
		return nil
	}
	return root
}

// version refuses another version of the language before anything else is judged by this one.
func (p *parser) version(root *yaml.Node) {
	for i := 0; i+1 < len(root.Content); i += 2 {
		value := p.follow(root.Content[i+1])
		if root.Content[i].Value == "metagen_version" && value != nil && value.Kind == yaml.ScalarNode && value.Value != Version && value.Value != "1" {
			p.at(value, "metagen_version %q is not read here; this metagen reads %s: write that, or use the metagen that the spec was written for", value.Value, Version)
		}
	}
}

// required names what a spec must say and does not. An architecture or preset that is named says the rest.
func (p *parser) required(root *yaml.Node, s *Spec) {
	keys := map[string]*yaml.Node{"": root}
	for i := 0; i+1 < len(root.Content); i += 2 {
		keys[root.Content[i].Value] = root.Content[i]
	}
	need := func(set bool, parent, key, example string) {
		at, name := keys[parent], key
		if parent != "" {
			name = parent + "." + key
		}
		if set || p.wrong[name] || p.wrong[parent] {
			return
		}
		if at == nil || at == root {
			p.fail(1, 1, 0, "%s is missing; write %s", name, example)
			return
		}
		p.at(at, "%s is missing; write %s", name, example)
	}
	need(s.MetagenVersion.Set(), "", "metagen_version", `metagen_version: "1.0"`)
	need(s.Name.Set(), "", "name", "name: and what the model is called")
	if a := &s.Architecture; a.Name.Set() || a.Like.Set() || p.wrong["architecture.name"] || p.wrong["architecture.like"] {
		return
	}
	need(s.Modality.Inputs.Set(), "modality", "inputs", "inputs: [text]")
	need(s.Modality.Outputs.Set(), "modality", "outputs", "outputs: [text]")
	need(s.Task.Type.Set(), "task", "type", "type: generation")
	need(s.Architecture.Family.Set(), "architecture", "family", "family: transformer, or like: and a preset")
}

// limit bounds the nodes that a spec may come to once its aliases are followed.
const limit = 100_000

// follow is the node that an alias stands for; nil, after saying so, where a spec repeats itself beyond measure.
func (p *parser) follow(n *yaml.Node) *yaml.Node {
	if p.seen++; p.seen > limit {
		if p.seen == limit+1 {
			p.at(n, "the spec comes to more than %d values here; its aliases repeat too much", limit)
		}
		return nil
	}
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

// key reports whether a node can be a key, and is the first of its name in its map.
func (p *parser) key(n *yaml.Node, path string, first map[string]int) bool {
	if n.Kind != yaml.ScalarNode {
		p.at(n, "a key%s is %s, and must be a plain text", within(path), kind(n))
		return false
	}
	if line, again := first[n.Value]; again {
		p.at(n, "%s%s stands at line %d already; keep one of them", path, n.Value, line)
		return false
	}
	first[n.Value], _ = p.place(n)
	return true
}

// within names the section that a key stands in, for an error; path ends in a dot, but for that of the whole spec.
func within(path string) string {
	if path == "" {
		return ""
	}
	return " in " + strings.TrimSuffix(path, ".")
}

func kind(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a map"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Kind == yaml.AliasNode:
		return "an alias"
	case n.Tag == "!!null":
		return "nothing"
	case n.Tag == "!!bool":
		return "true or false"
	case n.Tag == "!!int", n.Tag == "!!float":
		return "a number"
	}
	return "a text"
}
