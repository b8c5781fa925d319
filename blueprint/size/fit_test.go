package size_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/blueprint/size"
	"github.com/metagen-go/metagen/blueprint/spec"
)

// budgeted is a spec with some dims and options stated, and a budget.
func budgeted(stated map[string]any, options string, budget string) string {
	var dims []string
	for _, key := range []string{"hidden_size", "layers", "heads", "kv_heads", "head_dim", "ffn_size", "vocab_size"} {
		if v, ok := stated[key]; ok {
			dims = append(dims, fmt.Sprintf("%s: %v", key, v))
		}
	}
	return head + "architecture: {family: transformer, dims: {" + strings.Join(dims, ", ") + "}, options: {" + options + "}}\nconstraints: {parameter_budget: {" + budget + "}}\n"
}

// count counts a width and a depth by the rules, with what is stated; 0 where that is illegal. Heads are tried one by one.
func count(stated map[string]any, options map[string]any, hidden, layers int) blueprint.Params {
	for n := max(8, hidden/256); n > 0; n-- {
		d := &blueprint.Draft{Trace: blueprint.Trace{}}
		for key, value := range map[string]any{"architecture": "decoder", "precision": "bfloat16", "max_seq_len": 2048, "sequence_length": 2048, "vocab_size": 50257, "dropout": 0.1, "heads": n} {
			d.Put(key, value, "")
		}
		for _, list := range []map[string]any{options, stated, {"hidden_size": hidden, "layers": layers}} {
			for key, value := range list {
				d.Put(key, value, "")
			}
		}
		arch.ByName("decoder").Derive(d)
		_, wide := stated["head_dim"]
		if m, _ := arch.Build(d.State); m != nil && (wide || d.State.HiddenSize%blueprint.Dim(d.State.Heads) == 0) {
			return m.Root.Count()
		}
		if _, ok := stated["heads"]; ok {
			return 0
		}
	}
	return 0
}

// widths are the grid: multiples of 16 up to 256, of 64 above.
func widths(below int) []int {
	var list []int
	for h := 16; h < below; h += 16 {
		if h <= 256 || h%64 == 0 {
			list = append(list, h)
		}
	}
	return list
}

// largest is the best of every width and depth on the way along the aspect ratio 4096/32, by brute force: not below 12 layers while
// anything fits there, and no further than needed.
func largest(stated, options map[string]any, most blueprint.Params) blueprint.Params {
	var above, below blueprint.Params
	consider := func(best *blueprint.Params, hidden, layers int) {
		if n := count(stated, options, hidden, layers); n <= most {
			*best = max(*best, n)
		}
	}
	hidden, wide := stated["hidden_size"].(int)
	layers, deep := stated["layers"].(int)
	switch {
	case wide && deep:
		return 0
	case wide:
		for n := 1; n < 32; n++ {
			consider(&above, hidden, n)
		}
	default:
		for _, h := range widths(4096) {
			n := layers
			if !deep {
				n = min(32, max(12, int(math.Round(float64(h)/128))))
			}
			consider(&above, h, n)
		}
	}
	for n := 11; n > 0 && above == 0 && below == 0 && !wide && !deep; n-- {
		for _, h := range widths(4096) {
			consider(&below, h, n)
		}
	}
	return max(above, below)
}

// TestFitIsTheLargest: whatever is stated, it is kept, and the rest takes the largest count within the budget, or is an error.
func TestFitIsTheLargest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stated, options, text := map[string]any{}, map[string]any{}, ""
		state := func(key string, values ...int) {
			if rapid.IntRange(0, 3).Draw(t, key+" stated") == 0 {
				stated[key] = rapid.SampledFrom(values).Draw(t, key)
			}
		}
		state("hidden_size", 512, 1000, 2048, 4096)
		state("layers", 2, 8, 24, 40)
		state("heads", 4, 7, 16)
		state("kv_heads", 1, 2, 4)
		state("head_dim", 64, 128)
		state("ffn_size", 1000, 8192)
		state("vocab_size", 1000, 128256)
		if rapid.Bool().Draw(t, "tied") {
			options["tie_embeddings"], text = true, "tie_embeddings: true"
		}
		most := blueprint.Params(math.Exp(rapid.Float64Range(math.Log(1e5), math.Log(5e9)).Draw(t, "log budget")))
		sp, diags := spec.Parse("f.yaml", []byte(budgeted(stated, text, fmt.Sprintf("max: %d", most))))
		if diags.Err() != nil {
			t.Fatal(diags)
		}
		s, _, diags := size.State(sp)
		hidden, layers := 4096, 32
		if h, ok := stated["hidden_size"]; ok {
			hidden = h.(int)
		}
		if n, ok := stated["layers"]; ok {
			layers = n.(int)
		}
		want := count(stated, options, hidden, layers)
		if want > most || want == 0 {
			want = largest(stated, options, most)
		}
		if diags.Err() != nil {
			if want > 0 {
				t.Fatalf("%d parameters would fit: %v", want, diags)
			}
			return
		}
		if s.TotalParams != want || s.TotalParams > most {
			t.Fatalf("%d x %d, %d heads: %d parameters of %d; the largest has %d", s.HiddenSize, s.Layers, s.Heads, s.TotalParams, most, want)
		}
		for key, value := range stated {
			if got := blueprint.FieldByKey(key).Value(&s).Int(); got != int64(value.(int)) {
				t.Fatalf("%s was stated as %v and is %d", key, value, got)
			}
		}
	})
}

// TestFit holds single cases against literal shapes.
func TestFit(t *testing.T) {
	for name, c := range map[string]struct {
		stated                map[string]any
		budget                string
		hidden, layers, heads int64
	}{
		"as large as allowed":         {nil, "max: 6887976960", 4096, 32, 16},
		"one parameter less":          {nil, "max: 6887976959", 4032, 32, 14}, // 4032/128 is 31.5; 14 of 15 heads, since 15 divides no 4032
		"along the aspect ratio":      {nil, "max: 1B", 1984, 16, 8},
		"at the floor of layers":      {nil, "max: 300M", 1088, 12, 8},
		"a narrow one on a fine grid": {nil, "max: 25M", 192, 12, 8}, // 19,298,688 + 12 x 442,752 + 192; 208 wide it would be 28,739,568
		"the smallest above":          {nil, "max: 1774000", 16, 12, 8},
		"below the floor":             {nil, "max: 1700000", 16, 6, 8},
		"heads that rule out 4096":    {map[string]any{"heads": 12}, "max: 1B", 1920, 15, 12},
		"a range below the floor":     {nil, "min: 97M, max: 99M", 576, 10, 8}, // 57,896,064 + 10 x 3,982,464 + 576
		"one layer":                   {nil, "max: 1621584", 16, 1, 8},
		"more than there is":          {nil, "min: 7B", 4160, 33, 16}, // 4160/128 is 32.5
		"a narrow range":              {nil, "min: 5B, max: 5.5B", 3712, 29, 8},
		"layers stated":               {map[string]any{"layers": 40}, "max: 1B", 1280, 40, 8},
		"hidden stated":               {map[string]any{"hidden_size": 4096}, "max: 1B", 4096, 2, 16},
		"hidden stated, more":         {map[string]any{"hidden_size": 1024}, "min: 1B", 1024, 70, 8}, // 102,926,336 + 70 x 12,847,104 + 1,024
	} {
		s, _, _ := sized(t, budgeted(c.stated, "", c.budget))
		if int64(s.HiddenSize) != c.hidden || int64(s.Layers) != c.layers || int64(s.Heads) != c.heads {
			t.Errorf("%s: %d x %d, %d heads, %d parameters; want %+v", name, s.HiddenSize, s.Layers, s.Heads, s.TotalParams, c)
		}
	}
}

// TestMinGrows: under a least count the first shape on the way up is taken that reaches it, and the one before does not.
func TestMinGrows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		least := blueprint.Params(rapid.Int64Range(6_887_976_961, 300e9).Draw(t, "least"))
		s, _, _ := sized(t, budgeted(nil, "", fmt.Sprintf("min: %d", least)))
		before := int(s.HiddenSize) - 64
		if s.TotalParams < least || s.HiddenSize%64 != 0 || int64(s.Layers) != int64(math.Round(float64(s.HiddenSize)/128)) {
			t.Fatalf("%d x %d has %d of %d", s.HiddenSize, s.Layers, s.TotalParams, least)
		}
		if n := count(nil, nil, before, int(math.Round(float64(before)/128))); n >= least {
			t.Fatalf("%d wide has %d of %d already", before, n, least)
		}
	})
}

// TestFitOrigins: the Trace says what the rule gave, and what the budget made of it.
func TestFitOrigins(t *testing.T) {
	_, trace, _ := sized(t, budgeted(nil, "", "max: 1B"))
	for key, want := range map[string]blueprint.Origin{
		"hidden_size": "rule hidden/transformer: 4096; fitted to parameter_budget.max 1B (f.yaml:6): 1984",
		"layers":      "rule layers/transformer: 32; fitted to parameter_budget.max 1B (f.yaml:6): 16",
		"heads":       "rule heads: max(8, 1984/256)",
		"head_dim":    "derived: hidden_size / heads",
	} {
		if trace[key] != want {
			t.Errorf("%s is by %q; want %q", key, trace[key], want)
		}
	}
}
