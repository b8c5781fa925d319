package blueprint_test

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
)

func TestFieldsAreDescribed(t *testing.T) {
	goName, key := regexp.MustCompile(`^[A-Z][A-Za-z]*$`), regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)
	seen := map[string]bool{}
	for _, f := range blueprint.Fields {
		if !goName.MatchString(f.GoName) || !key.MatchString(f.Key) {
			t.Errorf("%s, %s: a constant's name is letters only, a key lower-case words", f.GoName, f.Key)
		}
		if seen[f.Key] || seen[f.GoName] {
			t.Errorf("%s stands twice", f.Key)
		}
		seen[f.Key], seen[f.GoName] = true, true
		if !slices.Contains([]string{"dim", "option", "text", "computed"}, f.Role) || f.Group == "" {
			t.Errorf("%s has role %q and group %q", f.Key, f.Role, f.Group)
		}
		if f.Doc == "" || strings.HasSuffix(f.Doc, ".") || strings.Contains(f.Doc, "\n") || strings.Contains(f.Doc, ". ") || f.Doc != strings.TrimSpace(f.Doc) {
			t.Errorf("%s: the doc completes a sentence, and has no full stop of its own: %q", f.Key, f.Doc)
		}
		if f.Type.PkgPath() != reflect.TypeFor[blueprint.State]().PkgPath() {
			t.Errorf("%s is a %s, and must be of a unit type", f.Key, f.Type)
		}
		if (len(f.Of) > 0) != (f.Type == reflect.TypeFor[blueprint.Option]()) {
			t.Errorf("%s is a %s of %v: named choices are Options, and Options have named choices", f.Key, f.Type, f.Of)
		}
		if f.Role == "computed" && !f.Type.ConvertibleTo(reflect.TypeFor[int64]()) {
			t.Errorf("%s is computed, and is no whole number", f.Key)
		}
	}
	if len(blueprint.Fields) != reflect.TypeFor[blueprint.State]().NumField() {
		t.Error("Fields does not list every field of State")
	}
}

func TestFieldsAreFound(t *testing.T) {
	f := blueprint.FieldByKey("kv_heads")
	if f == nil || f.GoName != "KVHeads" || f.Group != "Core dimensions" || f.Role != "dim" || blueprint.FieldByGoName("KVHeads") != f {
		t.Errorf("kv_heads is %+v", f)
	}
	if blueprint.FieldByKey("KVHeads") != nil || blueprint.FieldByGoName("kv_heads") != nil || blueprint.FieldByKey("") != nil {
		t.Error("a field is found under another name")
	}
	var s blueprint.State
	if !f.Zero(&s) {
		t.Error("kv_heads of nothing is not zero")
	}
	s.KVHeads = 8
	if f.Zero(&s) || f.Value(&s).Int() != 8 {
		t.Error("kv_heads is not 8")
	}
}

func TestFieldSet(t *testing.T) {
	for _, c := range []struct {
		key   string
		value any
		want  any // nil where it cannot be held
	}{
		{"layers", 32, int64(32)}, {"layers", int64(-1), int64(-1)}, {"layers", 32.0, int64(32)}, {"layers", blueprint.Dim(7), int64(7)},
		{"layers", 32.5, nil}, {"layers", 9007199254740992.0, nil}, {"layers", "32", nil}, {"layers", true, nil}, {"layers", nil, nil},
		{"layers", uint(3), nil}, {"layers", []int{3}, nil},
		{"dropout", 0.25, 0.25}, {"dropout", 0, 0.0}, {"dropout", "0.25", nil},
		{"norm_eps", int64(36028797018963970), 3.602879701896397e16}, // as JSON writes that
		{"qk_norm", true, true}, {"qk_norm", 1, nil}, {"qk_norm", "true", nil},
		{"name", "x", "x"}, {"name", blueprint.Option("x"), "x"}, {"name", 5, nil}, {"name", []string{"x"}, nil},
	} {
		var s blueprint.State
		f := blueprint.FieldByKey(c.key)
		err := f.Set(&s, c.value)
		if c.want == nil {
			if err == nil || s != (blueprint.State{}) {
				t.Errorf("%s took %v (%T)", c.key, c.value, c.value)
			}
			continue
		}
		if got := f.Value(&s); err != nil || !got.Equal(reflect.ValueOf(c.want).Convert(got.Type())) {
			t.Errorf("%s of %v is %v, %v; want %v", c.key, c.value, got, err, c.want)
		}
	}
}

func TestDraft(t *testing.T) {
	d := &blueprint.Draft{Trace: blueprint.Trace{}}
	d.Put("layers", 3, "stated")
	d.Default("layers", 5, "default")
	d.Default("heads", 2, "default")
	other := d.Clone()
	other.Put("layers", 9, "other")
	if d.State.Layers != 3 || d.State.Heads != 2 || d.Trace["layers"] != "stated" || other.State.Layers != 9 || d.Has("ffn_size") || !d.Has("heads") {
		t.Errorf("%+v, %+v", d, other)
	}
	for _, put := range []func(){func() { d.Put("no_such", 1, "") }, func() { d.Put("layers", "x", "") }} {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("a mistake of the program goes unnoticed")
				}
			}()
			put()
		}()
	}
}

func TestListItems(t *testing.T) {
	for _, c := range []struct {
		items []string
		list  blueprint.List
	}{
		{nil, ""}, {[]string{"a"}, "a"}, {[]string{"a", "b c"}, "a\nb c"}, {[]string{"a\nb", "c"}, "a b\nc"}, {[]string{"a", ""}, "a\n"},
	} {
		if got := blueprint.JoinList(c.items); got != c.list {
			t.Errorf("%q joins to %q; want %q", c.items, got, c.list)
		}
	}
	if got := blueprint.List("a\nb\n").Items(); !slices.Equal(got, []string{"a", "b", ""}) {
		t.Errorf("items are %q", got)
	}
	for precision, want := range map[blueprint.Option]int64{"float32": 32, "bfloat16": 16, "float16": 16, "int4": 0, "": 0} {
		if precision.Bits() != want {
			t.Errorf("%s has %d bits", precision, precision.Bits())
		}
	}
}
