package latex

import (
	"reflect"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// macros is blueprint.tex: a macro for each field that applies, by the name of its constant, and one more for the short form of each figure
// of the accounting. \newcommand refuses a name that LaTeX or a package has taken.
func (p *paper) macros() string {
	var b strings.Builder
	b.WriteString("% One macro a field: \\Name is the constant Name of the Go package " + comment(p.Package) + ", and so on.\n")
	define := func(name, value, about string) {
		b.WriteString(`\newcommand{\` + name + "}{" + value + "} % " + about + "\n")
	}
	group := ""
	for i := range blueprint.Fields {
		f := &blueprint.Fields[i]
		origin, ok := p.Trace[f.Key]
		if !ok {
			continue
		}
		if f.Group != group {
			group = f.Group
			b.WriteString("\n% " + group + ".\n")
		}
		define(f.GoName, value(f, &p.State), comment(f.Doc)+"; "+comment(string(origin)))
		if x, ok := f.Value(&p.State).Interface().(interface{ Short() string }); ok && f.Role == "computed" {
			define(f.GoName+"Short", short(x), "the same in three digits")
		}
	}
	b.WriteString("\n% Where the constants are.\n")
	define("GoPackage", Escape(p.Package), "the Go package of the constants")
	return b.String()
}

// applies reports whether a field has something to show: it is in the blueprint, and is no empty text.
func (p *paper) applies(f *blueprint.Field) bool {
	_, ok := p.Trace[f.Key]
	return ok && (f.Type.Kind() != reflect.String || !f.Zero(&p.State))
}

// speaks reports whether every field that a piece of LaTeX names by its macro applies.
func (p *paper) speaks(tex string) bool {
	for rest := tex; ; {
		at := strings.IndexByte(rest, '\\')
		if at < 0 {
			return true
		}
		rest = rest[at+1:]
		n := 0
		for n < len(rest) && (rest[n]|0x20 >= 'a' && rest[n]|0x20 <= 'z') {
			n++
		}
		f := blueprint.FieldByGoName(strings.TrimSuffix(rest[:n], "Short"))
		if f != nil && !p.applies(f) {
			return false
		}
		rest = rest[n:]
	}
}

// prose is a text in the making, a sentence a line.
type prose struct {
	*paper
	strings.Builder
}

// say adds the first of several ways to put something that names only fields that apply; nothing where there is none.
func (t *prose) say(ways ...string) {
	for _, way := range ways {
		if t.speaks(way) {
			t.WriteString(way + "\n")
			return
		}
	}
}

// paragraph begins a new one.
func (t *prose) paragraph() { t.WriteString("\n") }
