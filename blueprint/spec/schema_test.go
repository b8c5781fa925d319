package spec_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
	"gopkg.in/yaml.v3"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/spec"
)

func schema(t *testing.T) (*jsonschema.Schema, *jsonschema.Resolved) {
	t.Helper()
	text, err := spec.Schema()
	if err != nil {
		t.Fatal(err)
	}
	var s jsonschema.Schema
	if err := json.Unmarshal(text, &s); err != nil {
		t.Fatal(err)
	}
	resolved, err := s.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &s, resolved
}

// instance is a spec as an editor sees it.
func instance(t *testing.T, src string) any {
	t.Helper()
	var v any
	if err := yaml.Unmarshal([]byte(src), &v); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var out any
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestSchemaHasEveryKey: what Parse reads, by the tags of its structs, the schema has, with its doc and legal values.
func TestSchemaHasEveryKey(t *testing.T) {
	s, _ := schema(t)
	keys := 0
	var hold func(typ reflect.Type, s *jsonschema.Schema, path string)
	hold = func(typ reflect.Type, s *jsonschema.Schema, path string) {
		for i := range typ.NumField() {
			f := typ.Field(i)
			key := f.Tag.Get("yaml")
			if key == "-" {
				continue
			}
			keys++
			one := s.Properties[key]
			if one == nil || one.Description != f.Tag.Get("doc") || one.Description == "" {
				t.Errorf("the schema lacks %s%s, or its doc", path, key)
				continue
			}
			enum := one.Enum
			if one.Items != nil && len(enum) == 0 {
				enum = one.Items.Enum
			}
			if of := strings.Fields(f.Tag.Get("of")); len(of) != len(enum) {
				t.Errorf("%s%s may be %v, in the schema %v", path, key, of, enum)
			}
			if f.Type.Kind() == reflect.Struct {
				if _, leaf := f.Type.FieldByName("Value"); !leaf {
					hold(f.Type, one, path+key+".")
				}
			}
		}
		if len(s.Properties) != typ.NumField() && path != "" {
			t.Errorf("%s has %d keys, in the schema %d", path, typ.NumField(), len(s.Properties))
		}
	}
	hold(reflect.TypeFor[spec.Spec](), s, "")
	if keys < 60 {
		t.Errorf("only %d keys", keys)
	}
	architecture := s.Properties["architecture"].Properties
	for _, f := range blueprint.Fields {
		if section := architecture[f.Role+"s"]; (f.Role == "dim" || f.Role == "option") && section.Properties[f.Key].Description != f.Doc {
			t.Errorf("the schema lacks the %s %s", f.Role, f.Key)
		}
	}
	config := s.Properties["training"].Properties["config"].Properties
	for _, key := range spec.Hyperparameters {
		if config[key] == nil {
			t.Errorf("the schema lacks training.config.%s", key)
		}
	}
	if len(config) != len(spec.Hyperparameters) || !slices.IsSorted(spec.Hyperparameters) {
		t.Error("the hyperparameters are not those of the schema, or not in order")
	}
}

func TestSchemaTakesSpecs(t *testing.T) {
	_, resolved := schema(t)
	for _, src := range []string{head, full, "metagen_version: '1.0'\nname: x\n"} {
		if err := resolved.Validate(instance(t, src)); err != nil {
			t.Error(err)
		}
	}
}

func TestSchemaRefuses(t *testing.T) {
	_, resolved := schema(t)
	for what, src := range map[string]string{
		"a typo":              head + "naem: y\n",
		"a typo in a section": head + "constraints: {latancy: batch}\n",
		"a typo of a dim":     strings.Replace(head, "transformer}", "transformer, dims: {hiden_size: 1}}", 1),
		"a typo of a part":    strings.Replace(head, "transformer}", "transformer, dims: {vision: {hiden_size: 1}}}", 1),
		"a hyperparameter":    head + "training: {config: {lr: 1}}\n",
		"taste":               strings.Replace(head, "outputs: [text]", "outputs: [taste]", 1),
		"a family":            strings.Replace(head, "transformer", "rnn", 1),
		"a quantity":          head + "constraints: {memory_budget: 16XB}\n",
		"a context":           head + "constraints: {context_window: long}\n",
		"a choice":            strings.Replace(head, "transformer}", "transformer, options: {norm: batchnorm}}", 1),
		"a text for a number": strings.Replace(head, "transformer}", "transformer, dims: {layers: many}}", 1),
		"no name":             strings.Replace(head, "name: x\n", "", 1),
		"a text for a list":   head + "training: {objective: a}\n",
	} {
		if err := resolved.Validate(instance(t, src)); err == nil {
			t.Errorf("the schema takes %s", what)
		}
		if _, diags := spec.Parse("f", []byte(src)); diags.Err() == nil && what != "a typo of a dim" && what != "a typo of a part" && what != "a choice" && what != "a text for a number" { // which size refuses
			t.Errorf("the parser takes %s", what)
		}
	}
}

// TestSchemaOnSharedSpecs: editors and metagen agree on the predecessor's specs.
func TestSchemaOnSharedSpecs(t *testing.T) {
	_, resolved := schema(t)
	for _, file := range sharedSpecs(t) {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := resolved.Validate(instance(t, string(src))); (err != nil) != (filepath.Base(file) == "taste_generation.yaml") {
			t.Errorf("%s: %v", filepath.Base(file), err)
		}
	}
}
