package spec

import (
	"encoding/json"
	"reflect"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/metagen-go/metagen/blueprint"
)

// Schema is the JSON Schema of the language (draft 2020-12), from the same structs that Parse reads by: for editors.
func Schema() ([]byte, error) {
	s := object(section(&Spec{}))
	s.Schema = "https://json-schema.org/draft/2020-12/schema"
	s.Title = "metagen spec"
	s.Required = []string{"metagen_version", "name"}
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, err
	}
	return append(text, '\n'), nil
}

func object(keys []key) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "object", AdditionalProperties: nothing(), Properties: map[string]*jsonschema.Schema{}}
	for _, k := range keys {
		one := schemaOf(k)
		one.Description = k.doc
		s.Properties[k.name] = one
	}
	return s
}

func nothing() *jsonschema.Schema { return &jsonschema.Schema{Not: &jsonschema.Schema{}} }

func schemaOf(k key) *jsonschema.Schema {
	switch v := k.value.Interface().(type) {
	case []Entry:
		return entriesSchema(k.name)
	case []Component:
		return &jsonschema.Schema{Type: "array", Items: object(section(&Component{}))}
	case Texts:
		items := &jsonschema.Schema{Types: []string{"string", "number", "boolean"}, Enum: enum(k.of)}
		return &jsonschema.Schema{Type: "array", Items: items}
	case Field[[]int64]:
		return &jsonschema.Schema{Types: []string{"integer", "array"}, Items: &jsonschema.Schema{Type: "integer"}}
	case Field[int64]:
		return &jsonschema.Schema{Type: "integer"}
	case Field[bool]:
		return &jsonschema.Schema{Type: "boolean"}
	case Field[string]:
		if len(k.of) > 0 {
			return &jsonschema.Schema{Type: "string", Enum: enum(k.of)}
		}
		return &jsonschema.Schema{Types: []string{"string", "number"}}
	case Field[blueprint.Params]:
		return quantity(countText.String())
	case Field[blueprint.Bytes]:
		return quantity(bytesText.String())
	case Field[Context], Field[blueprint.Tokens]:
		return quantity(strings.Join([]string{contextText.String(), "^(∞|infinite|infinity|unlimited|inf)$"}, "|"))
	case Field[blueprint.Seconds]:
		return quantity(durationText.String())
	case Field[Throughput]:
		return quantity(strings.Join([]string{fpsText.String(), clipText.String(), throughputText.String()}, "|"))
	case Field[DataSize], Field[Hardware]:
		return &jsonschema.Schema{Types: []string{"string", "number"}}
	default:
		return object(keysOf(reflect.ValueOf(v)))
	}
}

// quantity is a text of a form, or a plain number.
func quantity(pattern string) *jsonschema.Schema {
	return &jsonschema.Schema{Types: []string{"string", "number"}, Pattern: pattern}
}

func enum(of []string) []any {
	var list []any
	for _, text := range of {
		list = append(list, text)
	}
	return list
}

// entriesSchema is that of dims, options or training.config.
func entriesSchema(name string) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "object", Properties: map[string]*jsonschema.Schema{}, AdditionalProperties: nothing()}
	if name == "config" {
		for _, known := range Hyperparameters {
			s.Properties[known] = &jsonschema.Schema{}
		}
		return s
	}
	for i := range blueprint.Fields {
		f := &blueprint.Fields[i]
		if f.Role+"s" != name {
			continue
		}
		one := &jsonschema.Schema{Description: f.Doc, Enum: enum(f.Of)}
		switch f.Type.Kind() {
		case reflect.Int64:
			one.Type = "integer"
		case reflect.Float64:
			one.Type = "number"
		case reflect.Bool:
			one.Type = "boolean"
		default:
			one.Type = "string"
		}
		s.Properties[f.Key] = one
	}
	if name == "dims" { // parts of a model that has several have dims of their own
		s.AdditionalProperties = &jsonschema.Schema{Type: "object", Properties: s.Properties, AdditionalProperties: nothing()}
	}
	return s
}
