package gen

import (
	"fmt"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/metagen-go/metagen/blueprint"
)

// rule is what must hold between constants. The generated file asserts it at compile time, by the length of an array that must
// be empty.
type rule struct {
	needs []string // the fields that it is about, by key: it is asserted where all of them have constants
	text  string   // in words: "KVHeads divides Heads"
	zero  string   // in Go: 0 where it holds, elsewhere not 0 or not even a constant
	when  func(s *blueprint.State, t blueprint.Trace) bool
	holds func(s *blueprint.State) bool
}

func always(*blueprint.State, blueprint.Trace) bool { return true }

// rules are those that follow from the fields whatever the architecture.
var rules = []rule{
	atLeast("hidden_size", 1), atLeast("layers", 1), atLeast("heads", 1), atLeast("kv_heads", 1), atLeast("head_dim", 1),
	atLeast("vocab_size", 1), atLeast("max_seq_len", 1), atLeast("sequence_length", 1),
	{
		needs: []string{"hidden_size", "heads", "head_dim"}, text: "HiddenSize = Heads x HeadDim", zero: "HiddenSize - blueprint.Dim(Heads)*HeadDim",
		when: func(s *blueprint.State, t blueprint.Trace) bool {
			// Derived rounds down: where heads do not divide hidden_size it never held.
			return strings.HasPrefix(string(t["head_dim"]), "derived") && headsFill(s)
		},
		holds: headsFill,
	},
	{
		needs: []string{"heads", "kv_heads"}, text: "KVHeads divides Heads", zero: "Heads % KVHeads", when: always,
		holds: func(s *blueprint.State) bool { return s.KVHeads != 0 && s.Heads%s.KVHeads == 0 },
	},
	{
		needs: []string{"head_dim"}, text: "HeadDim is even: rotary positions turn pairs of channels", zero: "HeadDim % 2",
		when:  func(s *blueprint.State, _ blueprint.Trace) bool { return s.Position == "rope" && s.PartialRotary == 1 },
		holds: func(s *blueprint.State) bool { return s.HeadDim%2 == 0 },
	},
	notAbove("sequence_length", "max_seq_len", always),
	notAbove("experts_per_token", "experts", func(s *blueprint.State, _ blueprint.Trace) bool { return s.Experts != 0 }),
	notAbove("trainable_params", "total_params", always),
	notAbove("active_params", "total_params", always),
}

// headsFill divides, since the product may overflow.
func headsFill(s *blueprint.State) bool {
	return s.Heads != 0 && int64(s.HiddenSize)%int64(s.Heads) == 0 && int64(s.HiddenSize)/int64(s.Heads) == int64(s.HeadDim)
}

func atLeast(key string, least int64) rule {
	f := blueprint.FieldByKey(key)
	return rule{
		needs: []string{key}, text: fmt.Sprintf("%s is %d or more", f.GoName, least), when: always,
		zero:  fmt.Sprintf("min(0, %s-%d)", f.GoName, least),
		holds: func(s *blueprint.State) bool { return f.Value(s).Int() >= least },
	}
}

func notAbove(key, limitKey string, when func(*blueprint.State, blueprint.Trace) bool) rule {
	f, limit := blueprint.FieldByKey(key), blueprint.FieldByKey(limitKey)
	return rule{
		needs: []string{limitKey, key}, text: f.GoName + " is at most " + limit.GoName, when: when,
		// min, since the difference itself may be longer than an array can be on a machine of 32 bits.
		zero: fmt.Sprintf("min(0, %s-%s)", limit.GoName, f.GoName),
		holds: func(s *blueprint.State) bool {
			a, b := f.Value(s).Int(), limit.Value(s).Int()
			return a <= b && b-a >= 0 // a difference that overflows does not compile
		},
	}
}

func (r *rule) applies(s *blueprint.State, t blueprint.Trace) bool {
	for _, key := range r.needs {
		if !has(t, key) {
			return false
		}
	}
	return r.when(s, t)
}

// brokenRules lists the rules that a state breaks, with the values that break them.
func brokenRules(s *blueprint.State, t blueprint.Trace) []string {
	var list []string
	for i := range rules {
		r := &rules[i]
		if !r.applies(s, t) || r.holds(s) {
			continue
		}
		values := make([]string, len(r.needs))
		for i, key := range r.needs {
			values[i] = fmt.Sprintf("%s is %d", key, blueprint.FieldByKey(key).Value(s).Int())
		}
		list = append(list, fmt.Sprintf("%s does not hold: %s", r.text, strings.Join(values, ", ")))
	}
	return list
}

// assertions writes the rules as values that exist only while they hold.
func assertions(f *jen.File, s *blueprint.State, t blueprint.Trace) {
	var lines []jen.Code
	for i := range rules {
		if r := &rules[i]; r.applies(s, t) {
			lines = append(lines, jen.Id("_").Index(jen.Lit(0)).Struct().Op("=").Index(jen.Op(r.zero)).Struct().Values().Comment("// "+r.text))
		}
	}
	if len(lines) == 0 {
		return
	}
	f.Comment("// These lines stop compiling where an edited constant breaks a rule of the blueprint.")
	f.Var().Defs(lines...)
	f.Line()
}
