package data

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// ablation is one change and what the model counts with it.
type ablation struct {
	name    string
	counted blueprint.State
}

const ablationNote = "Computed, not measured: what each change does to the exact counts. It says nothing of quality. Fields that are derived from a changed one follow it; stated ones, and the number of heads, stay. A change that gives no legal model is left out."

// ablations says what removing or halving each part does, by the accounting that counts the model itself. All of it is names of this
// program's and numbers, which need no encoder.
func ablations(m *blueprint.Model) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%snote: %q\nbaseline: ", header(m), ablationNote)
	figures(&b, m, &m.State, &blueprint.State{})
	b.WriteString("ablations:\n")
	for _, a := range append(changes(m), removals(m)...) {
		fmt.Fprintf(&b, "  - change: %q\n    counts: ", a.name)
		figures(&b, m, &a.counted, &blueprint.State{})
		b.WriteString("    difference: ")
		figures(&b, m, &a.counted, &m.State)
	}
	return b.Bytes(), nil
}

var counted = []string{"total_params", "active_params", "forward_flops", "activation_bytes", "kv_cache_bytes", "state_bytes"}

// figures writes how far the counts of a state are from those of another, on a line.
func figures(b *bytes.Buffer, m *blueprint.Model, s, from *blueprint.State) {
	separator := "{"
	for _, key := range counted {
		if !has(m, key) {
			continue
		}
		f := blueprint.FieldByKey(key)
		b.WriteString(separator + key + ": " + strconv.FormatInt(f.Value(s).Int()-f.Value(from).Int(), 10))
		separator = ", "
	}
	b.WriteString("}\n")
}

// changes varies one field at a time, where that gives a legal model.
func changes(m *blueprint.Model) []ablation {
	s := &m.State
	var list []ablation
	try := func(applies bool, name, key string, value any) {
		if !applies {
			return
		}
		if counted, ok := with(m, key, value); ok {
			list = append(list, ablation{name, counted})
		}
	}
	half := func(key string) {
		f := blueprint.FieldByKey(key)
		n := f.Value(s).Int()
		try(has(m, key) && n > 1, "half the "+strings.ReplaceAll(key, "_", " "), key, n/2)
	}
	for _, key := range []string{"hidden_size", "layers", "ffn_size", "expert_ffn_size", "experts", "vocab_size", "max_seq_len", "sequence_length",
		"vision_hidden_size", "vision_layers", "text_hidden_size", "text_layers", "image_size"} {
		half(key)
	}
	try(s.KVHeads > 1, "one key-value head", "kv_heads", 1)
	try(s.KVHeads > 0 && s.KVHeads < s.Heads, "a key-value head for each query head", "kv_heads", int64(s.Heads))
	try(has(m, "tie_embeddings") && !bool(s.TieEmbeddings), "the output layer shares the embedding", "tie_embeddings", true)
	try(bool(s.TieEmbeddings), "the output layer has a weight of its own", "tie_embeddings", false)
	try(s.SlidingWindow > 0, "no sliding window", "sliding_window", 0)
	try(s.ExpertsPerToken > 1, "one routed expert a token", "experts_per_token", 1)
	try(s.SharedExperts > 0, "no shared experts", "shared_experts", 0)
	try(bool(s.QKNorm), "no norm of queries and keys", "qk_norm", false)
	try(s.Dropout > 0, "no dropout", "dropout", 0.0)
	return list
}

func has(m *blueprint.Model, key string) bool { _, ok := m.Trace[key]; return ok }

// with counts the model with one field changed and those that are derived anew; false where that is no legal model.
func with(m *blueprint.Model, key string, value any) (blueprint.State, bool) {
	d := &blueprint.Draft{State: m.State, Trace: maps.Clone(m.Trace)}
	for k, origin := range m.Trace {
		other, isDefault := strings.CutPrefix(string(origin), "default: ")
		if strings.HasPrefix(string(origin), "derived: ") || isDefault && blueprint.FieldByKey(other) != nil { // as kv_heads is heads by default
			delete(d.Trace, k)
		}
	}
	d.Put(key, value, "ablation")
	m.Arch.Derive(d)
	d.State.SequenceLength = min(d.State.SequenceLength, blueprint.Tokens(max(1, int64(d.State.MaxSeqLen))))
	if len(m.Arch.Check(&d.State)) > 0 {
		return blueprint.State{}, false
	}
	return m.Arch.Tree(&d.State).Account(), true
}

// removals takes one part at a time out of the module tree: the largest ones, down to those of a block.
func removals(m *blueprint.Model) []ablation {
	var list []ablation
	m.Root.Walk(func(path string, _ int64, n *blueprint.Node) {
		if path == "" || strings.Count(path, ".") > 3 || n.Count() == 0 || path == "model" {
			return
		}
		other := *m
		other.Root = without(m.Root, n, path+".")
		list = append(list, ablation{"without " + path, other.Account()})
	})
	return list
}

// without is a copy of a tree that lacks one node. A tensor that shared one of that node's, whose names begin with the prefix, is now its own.
func without(tree, node *blueprint.Node, prefix string) *blueprint.Node {
	same := *tree
	same.Params = slices.Clone(tree.Params)
	for i, p := range same.Params {
		if strings.HasPrefix(p.Tied, prefix) {
			same.Params[i].Tied = ""
		}
	}
	same.Children = nil
	for _, c := range tree.Children {
		if c != node {
			same.Children = append(same.Children, without(c, node, prefix))
		}
	}
	return &same
}
