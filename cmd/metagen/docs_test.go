package main

import (
	"encoding/json"
	"fmt"
	"os"
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

// TestArchitectureDocs holds an architecture's page to it: it names every dim and option with its values, and every preset with its count.
func TestArchitectureDocs(t *testing.T) {
	for _, a := range arch.Architectures {
		text := page(t, "../../docs/"+a.Name+".md")
		for _, key := range a.Fields {
			if !strings.Contains(text, "`"+key+"`") {
				t.Errorf("docs/%s.md does not name %s", a.Name, key)
			}
			for _, value := range blueprint.FieldByKey(key).Of {
				if !strings.Contains(text, value) {
					t.Errorf("docs/%s.md does not name %s: %s", a.Name, key, value)
				}
			}
		}
		for _, p := range a.Presets {
			source := fmt.Sprintf("metagen_version: \"1.0\"\nname: x\narchitecture: {like: %s}\n", p.Name)
			sp, diags := spec.Parse("x.yaml", []byte(source))
			if diags.Err() != nil {
				t.Fatal(diags)
			}
			state, _, _ := size.State(sp)
			if row := fmt.Sprintf("| %s | %s |", p.Name, blueprint.Thousands(state.TotalParams)); !strings.Contains(text, row) {
				t.Errorf("docs/%s.md has no row %s", a.Name, row)
			}
		}
	}
}

func page(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
