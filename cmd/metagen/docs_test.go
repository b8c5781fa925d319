package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/blueprint/size"
	"github.com/metagen-go/metagen/blueprint/spec"
)

// TestSpecDocs holds docs/spec.md to the language: it names every key.
func TestSpecDocs(t *testing.T) {
	text := page(t, "../../docs/spec.md")
	schema, err := spec.Schema()
	if err != nil {
		t.Fatal(err)
	}
	type object struct {
		Properties map[string]json.RawMessage `json:"properties"`
	}
	var walk func(path string, raw json.RawMessage)
	walk = func(path string, raw json.RawMessage) {
		var o object
		if json.Unmarshal(raw, &o) != nil {
			return
		}
		for key, inner := range o.Properties {
			if path == "dims" || path == "options" {
				continue // these are the architecture's
			}
			if !strings.Contains(text, key) {
				t.Errorf("docs/spec.md does not name %s", key)
			}
			walk(key, inner)
		}
	}
	walk("", schema)
}

// TestArchitectureDocs holds the pages of architectures to these; -update writes them.
func TestArchitectureDocs(t *testing.T) {
	index := "# Architectures\n\n" + generatedPages + "The first that serves a spec's family, task and modalities is taken, unless `architecture.name` or `architecture.like` says which.\n\n" +
		"| architecture | what it is | serves | presets |\n|---|---|---|---|\n"
	for _, a := range arch.Architectures {
		names := make([]string, len(a.Presets))
		for i, p := range a.Presets {
			names[i] = p.Name
		}
		index += fmt.Sprintf("| [%s](%s.md) | %s | %s | %s |\n", a.Name, a.Name, cell(a.Doc), cell(a.Serves), strings.Join(names, ", "))
		compare(t, "../../docs/"+a.Name+".md", architecturePage(t, a))
	}
	compare(t, "../../docs/architectures.md", index)
}

const generatedPages = "<!-- Written by scripts/golden from the registry; DO NOT EDIT. -->\n\n"

// compare holds a file to a text, or writes it.
func compare(t *testing.T, file, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got := page(t, file); got != want {
		t.Errorf("%s is not what the registry says: run scripts/golden", file)
	}
}

// architecturePage is what a user needs to know of an architecture to write a spec.
func architecturePage(t *testing.T, a *blueprint.Architecture) string {
	var b strings.Builder
	s, trace := sizedAs(t, "name: "+a.Name)
	fmt.Fprintf(&b, "# %s\n\n%s%s\n\nIt serves %s. A spec that says no more than `architecture: {name: %s}` gives %s.\n", a.Name, generatedPages, a.Doc, a.Serves, a.Name, figures(&s))
	for _, part := range []struct{ heading, role string }{{"Dims", "dim"}, {"Options", "option"}, {"Task", "text"}} {
		fields := fieldsOf(a, part.role)
		if len(fields) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n## %s\n\n| key | meaning | unless stated |\n|---|---|---|\n", part.heading)
		for _, f := range fields {
			meaning := f.Doc
			if of := legal(a, f, &s); len(of) > 0 {
				meaning += ": " + strings.Join(of, ", ")
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", f.Key, cell(meaning), cell(unstated(a, f, &s, trace)))
		}
	}
	if len(a.Parts) > 0 {
		b.WriteString("\n## Parts\n\n`training.freeze` takes these, or any module by its path.\n\n| part | module |\n|---|---|\n")
		for _, p := range a.Parts {
			fmt.Fprintf(&b, "| %s | `%s` |\n", p.Name, p.Path)
		}
	}
	if len(a.Presets) > 0 {
		b.WriteString("\n## Presets\n\n| preset | parameters | |\n|---|---|---|\n")
		for _, p := range a.Presets {
			state, _ := sizedAs(t, "like: "+p.Name)
			fmt.Fprintf(&b, "| %s | %s | %s |\n", p.Name, blueprint.Thousands(state.TotalParams), cell(strings.TrimSuffix(figures(&state), " and "+blueprint.Thousands(state.TotalParams)+" parameters")))
		}
	}
	fmt.Fprintf(&b, "\n## Names\n\n%s\n", strings.ReplaceAll(a.Notation, "\n", "\n\n"))
	return b.String()
}

func sizedAs(t *testing.T, architecture string) (blueprint.State, blueprint.Trace) {
	t.Helper()
	sp, diags := spec.Parse("x.yaml", []byte("metagen_version: \"1.0\"\nname: x\narchitecture: {"+architecture+"}\n"))
	if diags.Err() != nil {
		t.Fatal(diags)
	}
	state, trace, diags := size.State(sp)
	if diags.Err() != nil {
		t.Fatalf("architecture: {%s}: %v", architecture, diags)
	}
	return state, trace
}

// figures are the size of a state in words.
func figures(s *blueprint.State) string {
	text := fmt.Sprintf("%d layers of width %d", s.Layers, s.HiddenSize)
	if s.Heads > 0 {
		text += fmt.Sprintf(" with %d heads", s.Heads)
	}
	return text + " and " + blueprint.Thousands(s.TotalParams) + " parameters"
}

func fieldsOf(a *blueprint.Architecture, role string) []*blueprint.Field {
	var list []*blueprint.Field
	for _, key := range a.Fields {
		if f := blueprint.FieldByKey(key); f.Role == role {
			list = append(list, f)
		}
	}
	return list
}

// legal lists the values of a choice that the architecture takes.
func legal(a *blueprint.Architecture, f *blueprint.Field, s *blueprint.State) []string {
	var list []string
	for _, value := range f.Of {
		with := *s
		if err := f.Set(&with, value); err != nil {
			panic(err)
		}
		if !slices.ContainsFunc(a.Check(&with), func(p blueprint.Problem) bool { return p.Key == f.Key }) {
			list = append(list, value)
		}
	}
	return list
}

// unstated says what a field is that a spec leaves open.
func unstated(a *blueprint.Architecture, f *blueprint.Field, s *blueprint.State, trace blueprint.Trace) string {
	origin, ok := trace[f.Key]
	if !ok {
		if need := a.Lacks(s, f.Key); need != "" {
			return "with " + need + " only"
		}
		return ""
	}
	text := strings.TrimPrefix(string(origin), "default: ")
	if text == "default" || strings.HasPrefix(text, "default for ") {
		return display(f, s) + strings.TrimPrefix(text, "default")
	}
	return text
}

func cell(text string) string { return strings.NewReplacer("|", "\\|", "\n", " ").Replace(text) }

func page(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
