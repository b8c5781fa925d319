package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/blueprint/size"
	"github.com/metagen-go/metagen/blueprint/spec"
	"github.com/metagen-go/metagen/emit"
	"github.com/metagen-go/metagen/emit/data"
	"github.com/metagen-go/metagen/emit/docs"
	"github.com/metagen-go/metagen/emit/latex"
	"github.com/metagen-go/metagen/emit/python"
	"github.com/metagen-go/metagen/gen"
)

// artifacts lists what is emitted from a model.
var artifacts = []func(*blueprint.Model) ([]emit.File, error){data.Files, python.Files, docs.Files, latex.Files}

// output is one spec on its way to a package.
type output struct {
	spec   string // as named
	source []byte
	dir    string // of the package
	files  []emit.File
	model  *blueprint.Model
	diags  blueprint.Diagnostics
	err    error
}

// constants is the path of the Go constants in their package.
func constants(pkg string) string { return pkg + ".go" }

// read parses a spec; it is nil where the output says what is wrong with it.
func read(file string) (*output, *spec.Spec) {
	o := &output{spec: file}
	if o.source, o.err = os.ReadFile(file); o.err != nil {
		return o, nil
	}
	sp, diags := spec.Parse(filepath.ToSlash(file), o.source)
	o.diags = diags
	if diags.Err() == nil {
		return o, sp
	}
	if sp != nil {
		o.diags = append(o.diags, size.Stated(sp)...)
		o.diags.Sort()
	}
	return o, nil
}

// compile takes a spec to its constants, and on to the model that these say.
func compile(file, out string) *output {
	o, sp := read(file)
	if sp == nil {
		return o
	}
	state, trace, sized := size.State(sp)
	o.diags = append(o.diags, sized...)
	if o.diags.Err() != nil {
		return o
	}
	pkg, err := gen.Package(filepath.Base(file))
	if err != nil {
		o.err = err
		return o
	}
	o.dir = filepath.Join(filepath.Dir(file), pkg)
	if out != "" {
		o.dir = filepath.Join(out, pkg)
	}
	code, err := gen.Source(filepath.Base(file), state, trace)
	if err != nil {
		o.err = fmt.Errorf("%s: error: %w", file, err)
		return o
	}
	o.files = []emit.File{{Path: constants(pkg), Data: code}}
	o.model, _, o.err = load(filepath.ToSlash(filepath.Join(o.dir, constants(pkg))), code)
	return o
}

// load takes constants to the model that they say, and to where they stand. Computed constants must be what the dimensions give.
func load(file string, code []byte) (*blueprint.Model, map[string]gen.Position, error) {
	state, trace, at, err := gen.Load(file, code)
	if err != nil {
		return nil, nil, err
	}
	m, problems := arch.Build(state)
	var diags blueprint.Diagnostics
	for _, p := range problems {
		place, ok := at[p.Key]
		if !ok { // the constant is not there
			place = at["architecture"]
		}
		diags = append(diags, blueprint.Diagnostic{File: file, Line: place.Line, Col: place.Col, Text: p.Text})
	}
	if m != nil {
		m.Package = strings.TrimSuffix(path.Base(file), ".go")
		m.Trace = trace
		diags = contradictions(file, m, at)
	}
	if len(diags) > 0 {
		return nil, nil, diags
	}
	return m, at, nil
}

// missed lists the limits that constants, as they stand, do not meet.
func missed(file string, m *blueprint.Model, at map[string]gen.Position) blueprint.Diagnostics {
	var diags blueprint.Diagnostics
	for _, c := range m.Validate() {
		if !c.Met {
			diags = append(diags, blueprint.Diagnostic{File: file, Line: at[c.Key].Line, Col: at[c.Key].Col, Warning: !c.Hard(), Limit: true, Text: c.Missed()})
		}
	}
	return diags
}

// contradictions lists the computed constants that are not what the dimensions give.
func contradictions(file string, m *blueprint.Model, at map[string]gen.Position) blueprint.Diagnostics {
	var diags blueprint.Diagnostics
	counted := m.Account()
	for i := range blueprint.Fields {
		f := &blueprint.Fields[i]
		if f.Role != "computed" || f.Value(&m.State).Equal(f.Value(&counted)) {
			continue
		}
		place, ok := at[f.Key]
		if !ok { // the constant is not there
			place = at["architecture"]
		}
		diags = append(diags, blueprint.Diagnostic{File: file, Line: place.Line, Col: place.Col, Text: fmt.Sprintf(
			"%s is %s here, and the dimensions in this file give %s; write that, or undo the change to the dimensions",
			f.GoName, blueprint.Thousands(f.Value(&m.State).Int()), blueprint.Thousands(f.Value(&counted).Int()))})
	}
	return diags
}

// everything makes every artifact of the output's model, with what was measured of it.
func (o *output) everything() {
	if o.err != nil || o.model == nil {
		return
	}
	o.measurements()
	var files []emit.File
	files, o.err = emitAll(o.model)
	o.files = append(o.files, files...)
}

// measurements reads what eval.py wrote into the package. What cannot be used is said, and left out of the documents.
func (o *output) measurements() {
	file := filepath.Join(o.dir, filepath.FromSlash(blueprint.ResultsFile))
	data, err := os.ReadFile(file)
	if err == nil {
		o.model.Results, err = blueprint.ParseResults(data, o.model)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR) { // a file in the folder's place is told when it is written to
		o.diags = append(o.diags, blueprint.Diagnostic{File: filepath.ToSlash(file), Warning: true, Text: err.Error()})
	}
}

// emitAll makes every artifact of a model, the emitters side by side.
func emitAll(m *blueprint.Model) ([]emit.File, error) {
	made := make([][]emit.File, len(artifacts))
	failed := make([]error, len(artifacts))
	var group sync.WaitGroup
	for i, artifact := range artifacts {
		group.Go(func() { made[i], failed[i] = artifact(m) })
	}
	group.Wait()
	return slices.Concat(made...), errors.Join(failed...)
}

// compileAll takes specs all the way, several at once. It prints what there is to say of them, and fails if any is in error.
func (c *context) compileAll(specs []string, everything bool) ([]*output, error) {
	outputs := make([]*output, len(specs))
	c.each(len(specs), func(i int) {
		o := compile(specs[i], c.out)
		if everything {
			o.everything()
		}
		outputs[i] = o
	})
	if err := c.report(outputs); err != nil {
		return nil, err
	}
	owner := map[string]string{}
	for _, o := range outputs {
		if other, taken := owner[o.dir]; taken {
			return nil, fmt.Errorf("%s: error: its package is %s, and so is that of %s; rename one of them", o.spec, filepath.ToSlash(o.dir), other)
		}
		owner[o.dir] = o.spec
	}
	return outputs, nil
}

// each calls work for 0 to n-1, some of them at once.
func (c *context) each(n int, work func(i int)) {
	jobs := c.jobs
	if jobs < 1 {
		jobs = runtime.GOMAXPROCS(0)
	}
	next := make(chan int)
	var group sync.WaitGroup
	for range min(jobs, n) {
		group.Go(func() {
			for i := range next {
				work(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	group.Wait()
}

// report prints the diagnostics of all specs, and fails if there is an error among them.
func (c *context) report(outputs []*output) error {
	failed := 0
	for _, o := range outputs {
		diags := o.diags
		var more blueprint.Diagnostics
		if errors.As(o.err, &more) {
			diags, o.err = append(diags, more...), nil
		}
		if o.err != nil {
			failed++
			fmt.Fprintln(c.stderr, withLabel(o.err.Error()))
		}
		for _, d := range diags {
			if d.Limit && c.strict {
				d.Warning = false
			}
			if !d.Warning {
				failed++
			}
			c.print(d, o.source)
		}
	}
	switch {
	case failed == 1:
		fmt.Fprintln(c.stderr, "1 error, nothing written")
	case failed > 1:
		fmt.Fprintf(c.stderr, "%d errors, nothing written\n", failed)
	default:
		return nil
	}
	return errReported
}

// print writes a diagnostic, and under an error the line that it is about.
func (c *context) print(d blueprint.Diagnostic, source []byte) {
	fmt.Fprintln(c.stderr, d.String())
	lines := strings.Split(string(source), "\n")
	if d.Warning || d.Line < 1 || d.Line > len(lines) || d.Col < 1 {
		return
	}
	line := strings.TrimRight(lines[d.Line-1], "\r")
	if d.Col > len(line)+1 || len(line) > 200 {
		return
	}
	lead := strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, line[:d.Col-1])
	width := max(1, min(d.Width, len(line)-d.Col+1))
	fmt.Fprintf(c.stderr, "%5d | %s\n      | %s%s\n", d.Line, line, lead, strings.Repeat("^", width))
}
