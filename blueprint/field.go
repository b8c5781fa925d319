package blueprint

import (
	"fmt"
	"math"
	"reflect"
	"strings"
)

// Field describes one field of State, from its tags.
type Field struct {
	GoName string       // "HiddenSize"
	Key    string       // "hidden_size": its name in specs, artifacts and Python
	Group  string       // "Core dimensions"
	Role   string       // "dim", "option", "text" or "computed"
	Doc    string       // "the width of the residual stream"
	Of     []string     // the legal values of an option with named choices
	Type   reflect.Type // its unit type, such as Dim

	index int
}

// Fields lists the fields of State in the order of the struct.
var Fields = fields()

var byKey, byGoName = indexed()

func fields() []Field {
	t := reflect.TypeFor[State]()
	list := make([]Field, t.NumField())
	group := ""
	for i := range list {
		f := t.Field(i)
		if g := f.Tag.Get("group"); g != "" {
			group = g
		}
		list[i] = Field{f.Name, f.Tag.Get("yaml"), group, f.Tag.Get("role"), f.Tag.Get("doc"), strings.Fields(f.Tag.Get("of")), f.Type, i}
	}
	return list
}

func indexed() (keys, names map[string]*Field) {
	keys, names = map[string]*Field{}, map[string]*Field{}
	for i := range Fields {
		keys[Fields[i].Key], names[Fields[i].GoName] = &Fields[i], &Fields[i]
	}
	return keys, names
}

// FieldByKey finds a field by its name in specs; nil where there is none.
func FieldByKey(key string) *Field { return byKey[key] }

// FieldByGoName finds a field by the name of its constant; nil where there is none.
func FieldByGoName(name string) *Field { return byGoName[name] }

// Value returns the field's value in a state.
func (f *Field) Value(s *State) reflect.Value { return reflect.ValueOf(s).Elem().Field(f.index) }

// Zero reports whether the field is zero in a state.
func (f *Field) Zero(s *State) bool { return f.Value(s).IsZero() }

// Set gives the field a value: an integer, float, bool or string (of any named type), or for Sizes a []int64, that its unit type
// can hold exactly.
func (f *Field) Set(s *State, value any) error {
	if items, ok := value.([]int64); ok && f.Type == sizes {
		value = string(JoinSizes(items))
	}
	dst, src := f.Value(s), reflect.ValueOf(value)
	switch {
	case dst.CanInt() && src.CanInt():
		dst.SetInt(src.Int())
	case dst.CanInt() && src.CanFloat() && src.Float() == math.Trunc(src.Float()) && math.Abs(src.Float()) < 1<<53:
		dst.SetInt(int64(src.Float()))
	case dst.CanFloat() && src.CanFloat():
		dst.SetFloat(src.Float())
	case dst.CanFloat() && src.CanInt():
		dst.SetFloat(float64(src.Int()))
	case dst.Kind() == reflect.Bool && src.Kind() == reflect.Bool:
		dst.SetBool(src.Bool())
	case dst.Kind() == reflect.String && src.Kind() == reflect.String:
		dst.SetString(src.String())
	default:
		return fmt.Errorf("%s is a %s, which cannot hold %v", f.Key, f.Type.Name(), value)
	}
	return nil
}

var sizes = reflect.TypeFor[Sizes]()

// Draft is a state in the making: its Trace knows which fields are settled.
type Draft struct {
	State State
	Trace Trace
}

// Clone returns a draft that can be changed without changing d.
func (d *Draft) Clone() *Draft {
	trace := make(Trace, len(d.Trace)+8)
	for key, origin := range d.Trace {
		trace[key] = origin
	}
	return &Draft{d.State, trace}
}

// Has reports whether a field is settled.
func (d *Draft) Has(key string) bool { _, ok := d.Trace[key]; return ok }

// Put settles a field, whatever it was. An unknown key or a value that its type cannot hold is a mistake of the program.
func (d *Draft) Put(key string, value any, origin Origin) {
	field := FieldByKey(key)
	if field == nil {
		panic("no field " + key)
	}
	if err := field.Set(&d.State, value); err != nil {
		panic(err)
	}
	d.Trace[key] = origin
}

// Default settles a field that is not settled yet.
func (d *Draft) Default(key string, value any, origin Origin) {
	if !d.Has(key) {
		d.Put(key, value, origin)
	}
}
