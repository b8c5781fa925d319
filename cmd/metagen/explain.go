package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/emit"
)

// explain prints where a field's value comes from and every line of every artifact that carries it.
func explain(c *context, args []string) error {
	if len(args) != 2 {
		return usageError("explain takes a spec and a field")
	}
	o, err := c.one(args[:1])
	if err != nil {
		return err
	}
	f := blueprint.FieldByKey(args[1])
	if f == nil {
		f = blueprint.FieldByGoName(args[1])
	}
	if f == nil {
		var keys []string
		for key := range o.model.Trace {
			keys = append(keys, key)
		}
		if near := blueprint.Nearest(args[1], keys); near != "" {
			return usageError(fmt.Sprintf("there is no field %q; did you mean %s?", args[1], near))
		}
		return usageError(fmt.Sprintf("there is no field %q; metagen show lists them", args[1]))
	}
	origin, ok := o.model.Trace[f.Key]
	if !ok {
		fmt.Fprintf(c.stdout, "%s, %s, does not apply to this model\n", f.Key, f.Doc)
		return nil
	}
	fmt.Fprintf(c.stdout, "%s = %s, %s\n", f.Key, plainValue(f, &o.model.State), f.Doc)
	for i, step := range strings.Split(string(origin), "; ") {
		label := "from"
		if i > 0 {
			label = ""
		}
		fmt.Fprintf(c.stdout, "  %-5s %s\n", label, step)
	}
	places, err := carriers(o, f)
	if err != nil {
		return err
	}
	for i, p := range places {
		label := "in"
		if i > 0 {
			label = ""
		}
		fmt.Fprintf(c.stdout, "  %-5s %s\n", label, p)
	}
	return nil
}

func plainValue(f *blueprint.Field, s *blueprint.State) string {
	if v := f.Value(s); v.CanInt() {
		return fmt.Sprint(v.Int())
	}
	return display(f, s)
}

// carriers finds the lines that carry a field by printing every artifact twice, the second time with another value in the
// state but the same modules: a line that differs, and shows the value in one of its spellings, carries it. LaTeX carries it
// by the name of its macro as well.
func carriers(o *output, f *blueprint.Field) ([]string, error) {
	before, err := emitAll(o.model)
	if err != nil {
		return nil, err
	}
	other := *o.model
	if !perturb(f, &other.State) {
		return nil, nil
	}
	after, err := emitAll(&other)
	if err != nil {
		return nil, err
	}
	value := spelled(f, &o.model.State)
	list := constantPlaces(o, f)
	macro := regexp.MustCompile(`\\` + f.GoName + `\b`)
	for i, file := range before {
		var twin []byte
		if i < len(after) && after[i].Path == file.Path {
			twin = after[i].Data
		}
		changed := changedLines(file.Data, twin)
		for n, line := range bytes.Split(file.Data, []byte("\n")) {
			at := value.FindIndex(line)
			switch use := macro.FindIndex(line); {
			case strings.HasSuffix(file.Path, ".tex") && use != nil:
				list = append(list, place(o.dir, file, n, use[0])+"  \\"+f.GoName)
			case changed[n] && at != nil:
				list = append(list, place(o.dir, file, n, at[0]))
			}
		}
	}
	return list, nil
}

func place(dir string, file emit.File, line, col int) string {
	return fmt.Sprintf("%s:%d:%d", filepath.ToSlash(filepath.Join(dir, file.Path)), line+1, col+1)
}

// constantPlaces is where the constant itself stands.
func constantPlaces(o *output, f *blueprint.Field) []string {
	declaration := regexp.MustCompile(`^\s*` + f.GoName + `\s+\S+\s*= `)
	for n, line := range bytes.Split(o.files[0].Data, []byte("\n")) {
		if declaration.Match(line) {
			return []string{place(o.dir, o.files[0], n, bytes.Index(line, []byte(f.GoName))) + "  " + f.GoName}
		}
	}
	return nil
}

// perturb changes a field of a state to a value that the state does not have.
func perturb(f *blueprint.Field, s *blueprint.State) bool {
	switch v := f.Value(s); {
	case v.CanInt():
		v.SetInt(v.Int() + 1)
	case v.CanFloat():
		v.SetFloat(v.Float()*1.5 + 0.0625)
	case v.Kind().String() == "bool":
		v.SetBool(!v.Bool())
	case len(f.Of) > 0:
		for _, choice := range f.Of {
			if choice != v.String() {
				v.SetString(choice)
				return true
			}
		}
		return false
	default:
		v.SetString("x" + v.String())
	}
	return true
}

// spelled matches a value in any of its spellings: 262144, 262,144, 262{,}144, 262_144, 1e-05, True.
func spelled(f *blueprint.Field, s *blueprint.State) *regexp.Regexp {
	v := f.Value(s)
	switch {
	case v.CanInt():
		grouped := regexp.QuoteMeta(blueprint.Thousands(v.Int()))
		grouped = strings.ReplaceAll(grouped, ",", `(?:,|\{,\}|_|\\,|~)?`)
		short := ""
		if scaled, ok := v.Interface().(interface{ Short() string }); ok {
			short = "|" + regexp.QuoteMeta(scaled.Short())
		}
		if budget, ok := v.Interface().(interface{ Label() string }); ok {
			short += `|\b` + regexp.QuoteMeta(budget.Label()) + `\b`
		}
		return regexp.MustCompile(`(?:\b` + grouped + `B?\b` + short + `)`)
	case v.Kind().String() == "bool":
		return regexp.MustCompile(`(?i)\b(?:` + fmt.Sprint(v.Bool()) + `|yes|no)\b`)
	case v.Kind().String() == "string":
		return regexp.MustCompile(``)
	}
	return regexp.MustCompile(`[0-9]`)
}

// changedLines tells which lines of a have another text in b.
func changedLines(a, b []byte) map[int]bool {
	left, right := bytes.Split(a, []byte("\n")), bytes.Split(b, []byte("\n"))
	changed := map[int]bool{}
	if len(left) == len(right) {
		for i := range left {
			changed[i] = !bytes.Equal(left[i], right[i])
		}
		return changed
	}
	stands := map[string]bool{}
	for _, line := range right {
		stands[string(line)] = true
	}
	for i, line := range left {
		changed[i] = !stands[string(line)]
	}
	return changed
}
