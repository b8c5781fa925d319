package python

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// generated are the dataclasses that sources import from "config": Config is what the model is built from, Training what its training
// starts from, Blueprint what else is said of it. Each has the fields that the sources of a file read from an object of the name. Tiny
// has no object: it is what a small model's Config has otherwise.
var generated = []struct{ class, object string }{{"Config", "config"}, {"Training", "training"}, {"Blueprint", "blueprint"}, {"Tiny", ""}}

func (l *linked) dataclass(class, object string, m *blueprint.Model) (string, error) {
	if class == "Tiny" {
		return l.tiny(m), nil
	}
	return dataclass(class, object, m, l.body)
}

// tiny is the class of those fields of Config that the architecture makes small.
func (l *linked) tiny(m *blueprint.Model) string {
	read, small := map[string]bool{}, m.State
	for _, body := range l.model.body {
		blueprint.Attributes(read, "config", body)
	}
	m.Arch.Tiny(&small)
	var b strings.Builder
	b.WriteString("@dataclass(frozen=True)\nclass Tiny:\n    \"\"\"What the Config of a small model has otherwise.\"\"\"\n\n")
	for i := range blueprint.Fields {
		if f := &blueprint.Fields[i]; read[f.Key] && !f.Value(&small).Equal(f.Value(&m.State)) {
			kind, value := literal(f, &small)
			fmt.Fprintf(&b, "    %s: %s = %s\n", f.Key, kind, value)
		}
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// dataclass writes a frozen dataclass of exactly the fields that the bodies read from it, with the constants as their defaults.
func dataclass(name, object string, m *blueprint.Model, bodies []string) (string, error) {
	read := map[string]bool{}
	for _, body := range bodies {
		blueprint.Attributes(read, object, body)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "@dataclass(frozen=True)\nclass %s:\n", name)
	for i := range blueprint.Fields {
		f := &blueprint.Fields[i]
		if !read[f.Key] {
			continue
		}
		delete(read, f.Key)
		if _, ok := m.Trace[f.Key]; !ok && f.Type != listOfTexts && f.Role != "computed" { // a list that the spec does not state is empty, and a count of nothing 0
			return "", fmt.Errorf("the Python reads %s, which this model does not have", f.Key)
		}
		kind, value := literal(f, &m.State)
		fmt.Fprintf(&b, "    %s: %s = %s  # %s\n", f.Key, kind, value, f.Doc)
	}
	if len(read) > 0 {
		return "", fmt.Errorf("the Python reads %s of %s, which are no fields of the blueprint", strings.Join(sorted(read), ", "), object)
	}
	return b.String(), nil
}

var listOfTexts = reflect.TypeFor[blueprint.List]()

// literal is a field's type and value in Python.
func literal(f *blueprint.Field, s *blueprint.State) (kind, value string) {
	v := f.Value(s)
	switch {
	case v.CanInt():
		return "int", strconv.FormatInt(v.Int(), 10)
	case v.CanFloat():
		return "float", Float(v.Float())
	case v.Kind() == reflect.Bool:
		if v.Bool() {
			return "bool", "True"
		}
		return "bool", "False"
	}
	switch list := v.Interface().(type) {
	case blueprint.List:
		return "tuple[str, ...]", tuple(list.Items())
	case blueprint.Sizes:
		return "tuple[int, ...]", numbers(list.Items())
	}
	return "str", Quote(v.String())
}

func numbers(items []int64) string {
	list := make([]string, len(items))
	for i, n := range items {
		list[i] = strconv.FormatInt(n, 10)
	}
	if len(list) == 1 {
		return "(" + list[0] + ",)"
	}
	return "(" + strings.Join(list, ", ") + ")"
}

func tuple(items []string) string {
	quoted := make([]string, len(items))
	for i, item := range items {
		quoted[i] = Quote(item)
	}
	if len(items) == 1 {
		return "(" + quoted[0] + ",)"
	}
	return "(" + strings.Join(quoted, ", ") + ")"
}

// Float writes a number as a Python float literal, the shortest that reads back as the same.
func Float(x float64) string {
	text := strconv.FormatFloat(x, 'g', -1, 64)
	if x >= 1e-3 && x < 1e16 {
		text = strconv.FormatFloat(x, 'f', -1, 64)
	}
	text = strings.Replace(text, "e-0", "e-", 1)
	if !strings.ContainsAny(text, ".e") {
		text += ".0"
	}
	return text
}

// Quote writes a text as a Python string literal in ASCII.
func Quote(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r >= ' ' && r < 0x7f:
			b.WriteRune(r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// prose makes a text safe inside a docstring or a comment: one line, no quotes that could end it, no escapes.
func prose(text string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `'`).Replace(oneLine(text))
}

// oneLine makes a text one line of what can be seen.
func oneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0x2028 || r == 0x2029 || bidi(r) {
			return ' '
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

// bidi reports whether a character turns the direction of text, and so could show a reader another program than Python runs.
func bidi(r rune) bool {
	return r >= 0x200b && r <= 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0xfeff
}
