package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/size"
)

// parsed checks a spec as far as there is an architecture for it.
func parsed(file string) *output {
	o, sp := read(file)
	if sp == nil {
		return o
	}
	_, _, sized := size.State(sp)
	for _, d := range sized {
		if size.Unserved(d) {
			d.Warning = true
			d.Text = "valid, but it cannot be compiled: " + d.Text
		}
		o.diags = append(o.diags, d)
	}
	return o
}

// one compiles the one spec that the arguments name.
func (c *context) one(args []string) (*output, error) {
	all, err := find(args)
	if err != nil {
		return nil, err
	}
	if len(all.specs) != 1 {
		return nil, usageError(fmt.Sprintf("name one spec; there are %s", strings.Join(all.specs, ", ")))
	}
	o := compile(all.specs[0], c.out)
	return o, c.report([]*output{o})
}

func show(c *context, args []string) error {
	if len(args) > 1 {
		return usageError("show takes one spec")
	}
	o, err := c.one(args)
	if err != nil {
		return err
	}
	if c.json {
		return showJSON(c.stdout, o.model)
	}
	showTable(c.stdout, o.model)
	return nil
}

// shown is a field as show --json prints it.
type shown struct {
	Field  string           `json:"field"`
	Value  any              `json:"value"`
	Origin blueprint.Origin `json:"origin"`
}

func showJSON(w io.Writer, m *blueprint.Model) error {
	var fields []shown
	for i := range blueprint.Fields {
		f := &blueprint.Fields[i]
		if origin, ok := m.Trace[f.Key]; ok {
			value := f.Value(&m.State).Interface()
			switch list := value.(type) {
			case blueprint.List:
				value = list.Items()
			case blueprint.Sizes:
				value = list.Items()
			}
			fields = append(fields, shown{f.Key, value, origin})
		}
	}
	type constraint struct {
		Name    string `json:"name"`
		Asked   string `json:"asked"`
		Got     string `json:"got"`
		Met     bool   `json:"met"`
		Mend    string `json:"mend,omitempty"`
		Assumes string `json:"assumes,omitempty"`
	}
	var limits []constraint
	for _, x := range m.Validate() {
		limits = append(limits, constraint{x.Key, x.Asked, x.Got, x.Met, x.Mend, x.Assumes})
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(map[string]any{"fields": fields, "constraints": limits, "state": m.State.Map()})
}

func showTable(w io.Writer, m *blueprint.Model) {
	s := &m.State
	fmt.Fprintf(w, "%s  %s (%s)\n", clip(string(s.Name), 60), s.Architecture, s.Family)
	group := ""
	for i := range blueprint.Fields {
		f := &blueprint.Fields[i]
		origin, ok := m.Trace[f.Key]
		if !ok {
			continue
		}
		if f.Group != group {
			group = f.Group
			fmt.Fprintf(w, "%s\n", strings.ToLower(group))
		}
		fmt.Fprintf(w, "  %-24s %24s  %s\n", f.Key, clip(display(f, s), 40), strings.ReplaceAll(string(origin), "\n", " "))
	}
	fmt.Fprintln(w, "modules")
	m.Root.Walk(func(path string, times int64, n *blueprint.Node) {
		if depth := strings.Count(path, "."); path == "" || depth > 2 {
			return
		}
		count := n.CountIn(times)
		note := ""
		if n.Repeat > 0 {
			note = fmt.Sprintf("   %d x %s", n.Repeat, blueprint.Thousands(int64(n.Count())/n.Repeat))
		}
		fmt.Fprintf(w, "  %-24s %24s  %5.1f%%%s\n", path, blueprint.Thousands(count), 100*float64(count)/float64(s.TotalParams), note)
	})
	for i, x := range m.Validate() {
		if i == 0 {
			fmt.Fprintln(w, "constraints")
		}
		verdict := "met"
		if !x.Met {
			verdict = "missed"
		}
		fmt.Fprintf(w, "  %-24s %-6s %s: %s\n", x.Key, verdict, x.Asked, x.Got)
		if !x.Met {
			fmt.Fprintf(w, "  %-24s        met from %s\n", "", x.Mend)
		}
		if x.Assumes != "" {
			fmt.Fprintf(w, "  %-24s        %s\n", "", x.Assumes)
		}
	}
}

// display is a value for people: with thousands, and a short form where the number is long.
func display(f *blueprint.Field, s *blueprint.State) string {
	switch v := f.Value(s).Interface().(type) {
	case blueprint.Params:
		return fmt.Sprintf("%s (%s)", blueprint.Thousands(v), v.Short())
	case blueprint.Bytes:
		return fmt.Sprintf("%s (%s)", blueprint.Thousands(v), v.Short())
	case blueprint.FLOPs:
		return fmt.Sprintf("%s (%s)", blueprint.Thousands(v), v.Short())
	case blueprint.List:
		return strings.Join(v.Items(), ", ")
	}
	if v := f.Value(s); v.CanInt() {
		return blueprint.Thousands(v.Int())
	}
	return strings.ReplaceAll(fmt.Sprint(f.Value(s).Interface()), "\n", " ")
}

func clip(text string, width int) string {
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > width {
		return string(runes[:width-3]) + "..."
	}
	return text
}
