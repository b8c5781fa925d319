package blueprint_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
	"pgregory.net/rapid"

	"github.com/metagen-go/metagen/blueprint"
)

// drawState draws a state of any values that its types can hold, legal or not.
func drawState(t *rapid.T) blueprint.State {
	var s blueprint.State
	for i := range blueprint.Fields {
		f := &blueprint.Fields[i]
		if rapid.Bool().Draw(t, f.Key+" is zero") {
			continue
		}
		switch v := f.Value(&s); v.Kind() {
		case reflect.Int64:
			v.SetInt(rapid.Int64().Draw(t, f.Key))
		case reflect.Float64:
			v.SetFloat(rapid.Float64Range(-math.MaxFloat64, math.MaxFloat64).Draw(t, f.Key))
		case reflect.Bool:
			v.SetBool(true)
		default:
			if f.Type == reflect.TypeFor[blueprint.Sizes]() {
				v.SetString(string(blueprint.JoinSizes(rapid.SliceOf(rapid.Int64()).Draw(t, f.Key))))
				continue
			}
			v.SetString(rapid.String().Draw(t, f.Key))
		}
	}
	return s
}

func TestMapRoundTrip(t *testing.T) {
	ways := map[string]func(map[string]any) (map[string]any, error){
		"as it is": func(m map[string]any) (map[string]any, error) { return m, nil },
		"JSON": func(m map[string]any) (map[string]any, error) {
			text, err := json.Marshal(m)
			if err != nil {
				return nil, err
			}
			var out map[string]any
			decoder := json.NewDecoder(bytes.NewReader(text))
			decoder.UseNumber()
			return out, decoder.Decode(&out)
		},
		"YAML": func(m map[string]any) (map[string]any, error) {
			text, err := yaml.Marshal(m)
			if err != nil {
				return nil, err
			}
			var out map[string]any
			return out, yaml.Unmarshal(text, &out)
		},
	}
	for name, way := range ways {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			want := drawState(t)
			if name == "YAML" { // yaml.v3 does not write a text of line breaks so that it reads back
				for i := range blueprint.Fields {
					if v := blueprint.Fields[i].Value(&want); v.Kind() == reflect.String {
						v.SetString(strings.ReplaceAll(v.String(), "\n", " "))
					}
				}
			}
			m, err := way(want.Map())
			if err != nil {
				t.Fatal(err)
			}
			if got, err := blueprint.FromMap(m); err != nil || got != want {
				t.Fatalf("%v\n%+v\n%+v", err, got, want)
			}
		}))
	}
}

// TestMapIsTheSeedsDict holds Map against the dict of the seed document.
func TestMapIsTheSeedsDict(t *testing.T) {
	s := blueprint.State{
		HiddenSize: 4096, Layers: 32, Heads: 16, VocabSize: 50257, MaxSeqLen: 262144, Seed: 42, Inputs: "text\nimage", TieEmbeddings: true,
		TotalParams: 6_887_976_960, ActivationBytes: 12_500_000_000, KVCacheBytes: 137_438_953_472, Dropout: 0.1,
	}
	want := map[string]any{
		"dims":       map[string]any{"hidden_size": int64(4096), "layers": int64(32), "heads": int64(16)},
		"vocab_size": int64(50257), "max_seq_len": int64(262144), "seed": int64(42), "inputs": []string{"text", "image"}, "tie_embeddings": true,
		"total_params": int64(6887976960), "activation_bytes": int64(12500000000), "kv_cache_bytes": int64(137438953472), "dropout": 0.1,
		"params_billion": 6.88797696, "activation_memory_gb": 12.5, "kv_cache_gb": 137.438953472,
	}
	if got := s.Map(); !reflect.DeepEqual(got, want) {
		t.Errorf("%v\nwant %v", got, want)
	}
	if got := (blueprint.State{}).Map(); len(got) != 4 || len(got["dims"].(map[string]any)) != 0 {
		t.Errorf("the map of nothing is %v", got)
	}
}

func TestFromMapRefuses(t *testing.T) {
	for _, c := range []struct {
		m    map[string]any
		want string
	}{
		{map[string]any{"hiden_size": 4}, `the blueprint has no field "hiden_size"`},
		{map[string]any{"dims": 4}, "dims is int, and must be a map of hidden_size, layers and heads"},
		{map[string]any{"dims": nil}, "dims is <nil>, and must be a map"},
		{map[string]any{"dims": map[string]any{"depth": 4}}, `the blueprint has no field "depth"`},
		{map[string]any{"dims": map[string]any{"dims": map[string]any{}}}, `the blueprint has no field "dims"`},
		{map[string]any{"layers": "4"}, "layers is a Count, which cannot hold 4"},
		{map[string]any{"layers": 4.5}, "layers is a Count, which cannot hold 4.5"},
		{map[string]any{"layers": nil}, "layers is a Count, which cannot hold <nil>"},
		{map[string]any{"layers": uint64(math.MaxUint64)}, "layers is a Count, which cannot hold 18446744073709551615"},
		{map[string]any{"layers": json.Number("4.5")}, "layers is a Count, which cannot hold 4.5"},
		{map[string]any{"layers": json.Number("1e99")}, "layers is a Count, which cannot hold 1e+99"},
		{map[string]any{"norm_eps": json.Number("1e999")}, "norm_eps is 1e999, which is too large for a number"},
		{map[string]any{"name": json.Number("4")}, "name is a Text, which cannot hold 4"},
		{map[string]any{"total_params": 9007199254740993.0}, "which a float64 does not hold exactly: decode JSON with UseNumber, or YAML"},
		{map[string]any{"inputs": "text"}, "inputs is a string, and must be a list of texts"},
		{map[string]any{"inputs": []any{"text", 4}}, "inputs holds a int, and must hold texts"},
		{map[string]any{"qk_norm": 1}, "qk_norm is a Flag, which cannot hold 1"},
	} {
		if s, err := blueprint.FromMap(c.m); err == nil || !strings.Contains(err.Error(), c.want) || s != (blueprint.State{}) {
			t.Errorf("%v gives %v; want %s", c.m, err, c.want)
		}
	}
}

func TestFromMapLeavesLegacyFigures(t *testing.T) {
	got, err := blueprint.FromMap(map[string]any{"params_billion": "x", "kv_cache_gb": nil, "activation_memory_gb": 1, "layers": 3.0, "seed": json.Number("-0")})
	if err != nil || got != (blueprint.State{Layers: 3}) {
		t.Errorf("%+v, %v", got, err)
	}
}

func ExampleState_Map() {
	s := blueprint.State{HiddenSize: 768, Layers: 12, Heads: 12, TotalParams: 124_439_808}
	fmt.Println(s.Map()["dims"], s.Map()["params_billion"])
	// Output: map[heads:12 hidden_size:768 layers:12] 0.124439808
}
