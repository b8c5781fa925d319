package spec

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
	"gopkg.in/yaml.v3"
)

// key is one key of a section, from the tags of its struct field.
type key struct {
	name, doc string
	of        []string
	value     reflect.Value // the struct field
}

// section lists the keys of a struct of the language.
func section(ptr any) []key { return keysOf(reflect.ValueOf(ptr).Elem()) }

func keysOf(v reflect.Value) []key {
	var keys []key
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if name := f.Tag.Get("yaml"); name != "-" {
			keys = append(keys, key{name, f.Tag.Get("doc"), strings.Fields(f.Tag.Get("of")), v.Field(i)})
		}
	}
	return keys
}

// section reads a mapping into the fields of a struct; path is what stands before its keys, such as "constraints.".
func (p *parser) section(n *yaml.Node, keys []key, path string, depth int) {
	first := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name := n.Content[i]
		if !p.key(name, path, first) {
			continue
		}
		at := slices.IndexFunc(keys, func(k key) bool { return k.name == name.Value })
		if at < 0 {
			p.unknown(name, keys, path)
			continue
		}
		if value := p.follow(n.Content[i+1]); value != nil {
			p.value(value, keys[at], path+name.Value, depth)
		}
	}
}

func (p *parser) unknown(name *yaml.Node, keys []key, path string) {
	where := within(path)
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k.name
	}
	switch near, home := blueprint.Nearest(name.Value, names), elsewhere(name.Value); {
	case name.Tag == "!!merge":
		p.at(name, "merge keys are not read here; write the keys out, or give a whole value an &anchor and repeat it by its *anchor")
	case near != "":
		p.wrong[path+near] = true
		p.at(name, "unknown key %q%s; did you mean %q?", name.Value, where, near)
	case home != "":
		p.at(name, "unknown key %q%s; it belongs in %s", name.Value, where, home)
	default:
		p.at(name, "unknown key %q%s; its keys are %s", name.Value, where, strings.Join(names, ", "))
	}
}

// elsewhere is the section that a key belongs in; empty where there is none.
func elsewhere(name string) string {
	var search func(keys []key, path string) string
	search = func(keys []key, path string) string {
		for _, k := range keys {
			if k.name == name && path != "" {
				return path
			}
			if k.value.Kind() == reflect.Struct && !leaf(k.value.Type()) {
				if found := search(keysOf(k.value), strings.TrimPrefix(path+"."+k.name, ".")); found != "" {
					return found
				}
			}
		}
		return ""
	}
	if f := blueprint.FieldByKey(name); f != nil && (f.Role == "dim" || f.Role == "option") {
		return "architecture." + f.Role + "s"
	}
	return search(section(&Spec{}), "")
}

func leaf(t reflect.Type) bool { _, ok := t.FieldByName("Value"); return ok }

var (
	entriesType    = reflect.TypeFor[[]Entry]()
	componentsType = reflect.TypeFor[[]Component]()
)

// value reads one key's value.
func (p *parser) value(n *yaml.Node, k key, path string, depth int) {
	before, section := len(p.diags), false
	defer func() { p.wrong[path] = !section && len(p.diags) > before }()
	switch {
	case k.value.Type() == entriesType:
		if p.want(n, yaml.MappingNode, path, "a map of keys, such as {hidden_size: 768}") {
			k.value.Set(reflect.ValueOf(p.entries(n, path, "")))
		}
	case k.value.Type() == componentsType:
		if p.want(n, yaml.SequenceNode, path, "a list of maps with name and type") {
			k.value.Set(reflect.ValueOf(p.components(n, path)))
		}
	case !leaf(k.value.Type()):
		if n.Tag == "!!null" {
			return // a section with nothing in it
		}
		if section = p.want(n, yaml.MappingNode, path, "a map of keys"); section {
			p.section(n, keysOf(k.value), path+".", depth+1)
		}
	default:
		p.leaf(n, k, path)
	}
}

func (p *parser) want(n *yaml.Node, k yaml.Kind, path, what string) bool {
	if n.Kind == k {
		return true
	}
	p.at(n, "%s is %s, and must be %s", path, kind(n), what)
	return false
}

// leaf reads a value that is no section. What it takes follows from the type of the field.
func (p *parser) leaf(n *yaml.Node, k key, path string) {
	switch f := k.value.Addr().Interface().(type) {
	case *Field[[]Field[string]]:
		p.texts(n, f, k, path)
	case *Field[[]int64]:
		p.pair(n, f, path)
	case *Field[string]:
		scalar(p, n, f, path, "a text", func(text string) (string, error) {
			if strings.TrimSpace(text) == "" && path == "name" {
				return "", fmt.Errorf("must not be empty")
			}
			return text, p.legal(text, k)
		})
	case *Field[int64]:
		scalar(p, n, f, path, "a whole number", func(text string) (int64, error) { return parseWhole(text, path) })
	case *Field[bool]:
		if n.Tag != "!!bool" {
			p.at(n, "%s is %s, and must be true or false", path, said(n))
			return
		}
		scalar(p, n, f, path, "true or false", parseBool)
	case *Field[blueprint.Params]:
		scalar(p, n, f, path, "a quantity", parseParams)
	case *Field[blueprint.Bytes]:
		scalar(p, n, f, path, "a size", parseBytes)
	case *Field[blueprint.Tokens]:
		scalar(p, n, f, path, "a number of tokens", parseTokens)
	case *Field[blueprint.Seconds]:
		scalar(p, n, f, path, "a length of time", parseDuration)
	case *Field[Context]:
		scalar(p, n, f, path, "a context length", parseContext)
	case *Field[Throughput]:
		scalar(p, n, f, path, "a throughput", parseThroughput)
	case *Field[DataSize]:
		scalar(p, n, f, path, "an amount of data", parseDataSize)
	case *Field[Hardware]:
		scalar(p, n, f, path, "hardware", parseHardware)
	default:
		panic(fmt.Sprintf("the language has no reader for %T", f))
	}
}

// scalar reads a scalar by its parser, and keeps its place.
func scalar[T any](p *parser, n *yaml.Node, f *Field[T], path, what string, parse func(string) (T, error)) {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		p.at(n, "%s is %s, and must be %s", path, kind(n), what)
		return
	}
	value, err := parse(n.Value)
	if err != nil {
		p.at(n, "%s %q %v", path, n.Value, err)
		return
	}
	line, col := p.place(n)
	*f = Field[T]{value, n.Value, line, col}
}

// said is what a node says, for an error.
func said(n *yaml.Node) string {
	if n.Kind == yaml.ScalarNode && n.Tag != "!!null" {
		return strconv.Quote(n.Value)
	}
	return kind(n)
}

// refused are modalities that the predecessor took with a warning. None of what is legal is meant by them, near as it may be.
var refused = []string{"taste", "smell", "vibes"}

// legal holds a text against the legal ones, where they are few.
func (p *parser) legal(text string, k key) error {
	if len(k.of) == 0 || slices.Contains(k.of, text) {
		return nil
	}
	if near := blueprint.Nearest(text, k.of); near != "" && !slices.Contains(refused, text) {
		return fmt.Errorf("is not known; did you mean %q?", near)
	}
	return fmt.Errorf("is not supported; there are %s", strings.Join(k.of, ", "))
}

// texts reads a list of texts.
func (p *parser) texts(n *yaml.Node, f *Texts, k key, path string) {
	if n.Kind != yaml.SequenceNode {
		if n.Kind == yaml.ScalarNode && n.Tag != "!!null" {
			p.at(n, "%s is %s, and must be a list; write [%q]", path, kind(n), n.Value)
			return
		}
		p.at(n, "%s is %s, and must be a list of texts", path, kind(n))
		return
	}
	line, col := p.place(n)
	list := Texts{Line: line, Col: col, Value: make([]Field[string], 0, len(n.Content))}
	for _, item := range n.Content {
		var one Field[string]
		if item = p.follow(item); item == nil {
			return
		}
		scalar(p, item, &one, path, "a text", func(text string) (string, error) { return text, p.legal(text, k) })
		if one.Set() {
			list.Value = append(list.Value, one)
		}
	}
	if len(list.Value) == 0 && len(n.Content) == 0 && strings.HasPrefix(path, "modality.") {
		p.at(n, "%s is empty; name a modality, such as [text]", path)
		return
	}
	*f = list
}

// pair reads a number, which stands for two, or [height, width].
func (p *parser) pair(n *yaml.Node, f *Field[[]int64], path string) {
	items := []*yaml.Node{n, n}
	if n.Kind == yaml.SequenceNode {
		if items = n.Content; len(items) != 2 {
			p.at(n, "%s has %d numbers, and must be a number or [height, width]", path, len(items))
			return
		}
	}
	line, col := p.place(n)
	list := Field[[]int64]{Line: line, Col: col, Text: n.Value}
	for _, item := range items {
		var one Field[int64]
		if item = p.follow(item); item == nil {
			return
		}
		scalar(p, item, &one, path, "a number or [height, width]", func(text string) (int64, error) { return parseWhole(text, path) })
		if !one.Set() {
			return
		}
		list.Value = append(list.Value, one.Value)
	}
	*f = list
}

func (p *parser) components(n *yaml.Node, path string) []Component {
	var list []Component
	for _, item := range n.Content {
		if item = p.follow(item); item == nil || !p.want(item, yaml.MappingNode, path, "a list of maps with name and type") {
			continue
		}
		var c Component
		delete(p.wrong, path+".name") // of the item before
		p.section(item, section(&c), path+".", 1)
		if c.Name.Set() {
			list = append(list, c)
		} else if !p.wrong[path+".name"] {
			p.at(item, "%s.name is missing", path)
		}
	}
	return list
}
