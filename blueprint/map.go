package blueprint

import (
	"fmt"
	"math"
	"reflect"
	"slices"
)

// Map is the state as the predecessor's to_dict gave it: plain values by key, with hidden_size, layers and heads under "dims",
// lists as []string, and the legacy figures params_billion, activation_memory_gb and kv_cache_gb, of 10^9. Fields that are zero are left out.
func (s State) Map() map[string]any {
	out := map[string]any{
		"params_billion":       float64(s.TotalParams) / 1e9,
		"activation_memory_gb": float64(s.ActivationBytes) / 1e9,
		"kv_cache_gb":          float64(s.KVCacheBytes) / 1e9,
	}
	dims := map[string]any{}
	for i := range Fields {
		f := &Fields[i]
		if f.Zero(&s) {
			continue
		}
		to := out
		if slices.Contains(coreDims, f.Key) {
			to = dims
		}
		to[f.Key] = plain(f.Value(&s))
	}
	out["dims"] = dims
	return out
}

var (
	coreDims    = []string{"hidden_size", "layers", "heads"}
	legacyKeys  = []string{"params_billion", "activation_memory_gb", "kv_cache_gb"}
	listOfTexts = reflect.TypeFor[List]()
)

func plain(v reflect.Value) any {
	switch {
	case v.CanInt():
		return v.Int()
	case v.CanFloat():
		return v.Float()
	case v.Kind() == reflect.Bool:
		return v.Bool()
	case v.Type() == listOfTexts:
		return v.Interface().(List).Items()
	case v.Type() == sizes:
		return v.Interface().(Sizes).Items()
	}
	return v.String()
}

// FromMap restores a state from what Map gave, also after a way through JSON or YAML, where numbers are float64 or int and lists are []any.
// The legacy figures follow from the exact ones and are not read. An unknown key or a value that its field cannot hold is an error.
func FromMap(m map[string]any) (State, error) {
	var s State
	for key, value := range m {
		if slices.Contains(legacyKeys, key) {
			continue
		}
		if key == "dims" {
			dims, ok := value.(map[string]any)
			if !ok {
				return State{}, fmt.Errorf("dims is %T, and must be a map of hidden_size, layers and heads", value)
			}
			for key, value := range dims {
				if err := s.restore(key, value); err != nil {
					return State{}, err
				}
			}
			continue
		}
		if err := s.restore(key, value); err != nil {
			return State{}, err
		}
	}
	return s, nil
}

func (s *State) restore(key string, value any) error {
	f := FieldByKey(key)
	if f == nil {
		return fmt.Errorf("the blueprint has no field %q", key)
	}
	if f.Type == listOfTexts {
		return s.restoreList(f, value)
	}
	if list, ok := value.([]any); ok && f.Type == sizes {
		return s.restoreSizes(f, list)
	}
	if x, ok := value.(float64); ok && f.Value(s).CanInt() && math.Abs(x) >= 1<<53 {
		return fmt.Errorf("%s is %v, which a float64 does not hold exactly: decode JSON with UseNumber, or YAML", key, x)
	}
	if n, ok := value.(interface{ Int64() (int64, error) }); ok { // json.Number
		if i, err := n.Int64(); err == nil {
			value = i
		} else if number, ok := value.(interface{ Float64() (float64, error) }); ok {
			x, err := number.Float64()
			if err != nil {
				return fmt.Errorf("%s is %v, which is too large for a number", key, value)
			}
			value = x
		}
	}
	return f.Set(s, value)
}

func (s *State) restoreList(f *Field, value any) error {
	var items []string
	switch list := value.(type) {
	case []string:
		items = list
	case []any:
		for _, item := range list {
			text, ok := item.(string)
			if !ok {
				return fmt.Errorf("%s holds a %T, and must hold texts", f.Key, item)
			}
			items = append(items, text)
		}
	default:
		return fmt.Errorf("%s is a %T, and must be a list of texts", f.Key, value)
	}
	return f.Set(s, string(JoinList(items)))
}

func (s *State) restoreSizes(f *Field, list []any) error {
	items := make([]int64, len(list))
	for i, item := range list {
		var one State
		if err := one.restore("layers", item); err != nil {
			return fmt.Errorf("%s holds %v, and must hold whole numbers", f.Key, item)
		}
		items[i] = int64(one.Layers)
	}
	return f.Set(s, items)
}
