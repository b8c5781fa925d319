package docs

import (
	"fmt"

	"github.com/metagen-go/metagen/blueprint"
)

// facts is a model with what several documents say of it, worked out once.
type facts struct {
	*blueprint.Model
	limits  []blueprint.Constraint
	figures []*figure
	modules []module
}

// module is a node of the tree with what it counts, in all its places.
type module struct {
	path  string
	kind  *blueprint.Kind
	times int64
	count blueprint.Params
}

func gather(m *blueprint.Model) *facts {
	f := &facts{Model: m, limits: m.Validate()}
	m.Root.Walk(func(path string, times int64, n *blueprint.Node) {
		f.modules = append(f.modules, module{modulePath(path, n), n.Kind, times, n.CountIn(times)})
	})
	for _, draw := range []func(*blueprint.Model) *figure{architectureFigure, parameterFigure, memoryFigure} {
		if drawn := draw(m); drawn != nil {
			f.figures = append(f.figures, drawn)
		}
	}
	return f
}

// show puts a figure on a page, if the model has it.
func (f *facts) show(p page, name string) {
	for _, drawn := range f.figures {
		if drawn.name == name {
			p.figure(drawn)
		}
	}
}

// fields shows the fields of a group that apply to the model; nothing where there is none.
func (f *facts) fields(p page, group string) {
	t := table{caption: group, head: []string{"Field", "Value", "What it is", "From"}, align: "lrll"}
	numbers := true
	for i := range blueprint.Fields {
		field := &blueprint.Fields[i]
		if field.Group == group && f.has(field.Key) {
			numbers = numbers && (field.Value(&f.State).CanInt() || field.Value(&f.State).CanFloat())
			t.row(f.fieldRow(field)...)
		}
	}
	if !numbers {
		t.align = "llll"
	}
	if len(t.rows) > 0 {
		p.table(t)
	}
}

func (f *facts) fieldRow(field *blueprint.Field) [][]span {
	return [][]span{say(code(field.Key)), say(plain(value(field, &f.State))), say(plain(field.Doc)), say(plain(string(f.Trace[field.Key])))}
}

// verdict sums up the limits: "5 of 6 met".
func (f *facts) verdict() string {
	met := 0
	for _, c := range f.limits {
		if c.Met {
			met++
		}
	}
	return fmt.Sprintf("%d of %d met", met, len(f.limits))
}
