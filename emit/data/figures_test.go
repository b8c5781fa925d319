package data_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
)

func TestTensorsSumToTheTotal(t *testing.T) {
	for name, src := range specs {
		m := model(t, src)
		var file struct {
			Tensors []struct {
				Name       string
				Shape      []int64
				Parameters int64
				TiedTo     string `json:"tied_to"`
			}
			Count       int
			TotalParams int64 `json:"total_params"`
		}
		if err := json.Unmarshal(emitted(t, m)["blueprint/tensors.json"], &file); err != nil {
			t.Fatal(err)
		}
		sum, names := int64(0), map[string]bool{}
		for _, x := range file.Tensors {
			n := int64(1)
			for _, d := range x.Shape {
				n *= d
			}
			if n != x.Parameters || names[x.Name] || x.Name == "" {
				t.Errorf("%s: %+v", name, x)
			}
			if names[x.Name] = true; x.TiedTo == "" {
				sum += n
			} else if !names[x.TiedTo] {
				t.Errorf("%s: %s is tied to %s, which is not there", name, x.Name, x.TiedTo)
			}
		}
		if sum != file.TotalParams || file.TotalParams != int64(m.State.TotalParams) || file.Count != len(file.Tensors) {
			t.Errorf("%s: %d in %d tensors, by the file %d in %d", name, sum, len(file.Tensors), file.TotalParams, file.Count)
		}
	}
}

// TestModulesSum: what a module counts is its own and what it holds; the whole is the total.
func TestModulesSum(t *testing.T) {
	for name, src := range specs {
		m := model(t, src)
		var file struct {
			Total   blueprint.Params `json:"total_params"`
			Exact   bool
			Weights map[string]int64 `json:"weight_bytes"`
			Billion float64          `json:"params_billion"`
			Modules []struct {
				Path       string
				Count      int64
				Parameters int64
			}
		}
		if err := json.Unmarshal(emitted(t, m)["blueprint/params_estimate.json"], &file); err != nil {
			t.Fatal(err)
		}
		if file.Total != m.State.TotalParams || !file.Exact || file.Weights["float32"] != 4*int64(file.Total) || file.Weights["bfloat16"] != 2*int64(file.Total) || file.Billion != float64(file.Total)/1e9 {
			t.Errorf("%s: %+v", name, file)
		}
		held := map[string]int64{} // by what a module holds
		whole := map[string]int64{}
		for _, x := range file.Modules {
			whole[x.Path] = x.Parameters
			if x.Path != "" {
				outer := ""
				if i := strings.LastIndex(strings.TrimSuffix(x.Path, ".*"), "."); i >= 0 {
					outer = x.Path[:i]
				}
				held[outer] += x.Parameters
			}
			if x.Parameters%x.Count != 0 {
				t.Errorf("%s: %d places of %s have %d parameters", name, x.Count, x.Path, x.Parameters)
			}
		}
		for path, n := range held {
			if whole[path] != n {
				t.Errorf("%s: %q has %d parameters, and holds %d", name, path, whole[path], n)
			}
		}
		if whole[""] != int64(m.State.TotalParams) {
			t.Errorf("%s: the whole has %d of %d", name, whole[""], m.State.TotalParams)
		}
	}
}

func TestGraphIsWhole(t *testing.T) {
	for name, src := range specs {
		m := model(t, src)
		var file struct {
			Nodes []struct {
				ID, Kind           string
				Repeat, Parameters int64
				FLOPs              int64 `json:"flops"`
			}
			Edges []struct{ From, To, Kind string }
		}
		if err := json.Unmarshal(emitted(t, m)["blueprint/graph.json"], &file); err != nil {
			t.Fatal(err)
		}
		nodes, holder := map[string]int{}, map[string]string{}
		for i, n := range file.Nodes {
			if _, again := nodes[n.ID]; again || n.ID == "" || n.Kind == "" || n.Repeat < 1 {
				t.Errorf("%s: %+v", name, n)
			}
			nodes[n.ID] = i
		}
		for _, e := range file.Edges {
			_, from := nodes[e.From]
			if _, to := nodes[e.To]; !from || !to || e.Kind != "data" && e.Kind != "again" && e.Kind != "contains" {
				t.Errorf("%s: %+v", name, e)
			}
			if e.Kind == "contains" {
				if holder[e.To] != "" {
					t.Errorf("%s: %s stands in %s and in %s", name, e.To, holder[e.To], e.From)
				}
				holder[e.To] = e.From
			}
		}
		for _, e := range file.Edges { // data flows between what stands in one module, or into it
			if e.Kind != "contains" && holder[e.From] != holder[e.To] && e.From != holder[e.To] {
				t.Errorf("%s: %+v", name, e)
			}
		}
		if len(holder) != len(nodes)-1 {
			t.Errorf("%s: %d of %d modules stand in one", name, len(holder), len(nodes))
		}
		if root := file.Nodes[0]; root.Parameters != int64(m.State.TotalParams) || root.FLOPs != int64(m.State.ForwardFLOPs) {
			t.Errorf("%s: the root has %d parameters and %d FLOPs", name, root.Parameters, root.FLOPs)
		}
	}
}

// counts are the figures of one ablation.
type counts struct {
	Total      int64 `yaml:"total_params"`
	Active     int64 `yaml:"active_params"`
	FLOPs      int64 `yaml:"forward_flops"`
	Activation int64 `yaml:"activation_bytes"`
	KV         int64 `yaml:"kv_cache_bytes"`
}

func of(s blueprint.State) counts {
	return counts{int64(s.TotalParams), int64(s.ActiveParams), int64(s.ForwardFLOPs), int64(s.ActivationBytes), int64(s.KVCacheBytes)}
}

func ablations(t *testing.T, m *blueprint.Model) (baseline counts, list map[string]counts) {
	t.Helper()
	var file struct {
		Baseline  counts
		Ablations []struct {
			Change             string
			Counts, Difference counts
		}
	}
	parse(t, "x.yaml", emitted(t, m)["blueprint/ablations.yaml"], &file)
	list = map[string]counts{}
	for _, a := range file.Ablations {
		if _, again := list[a.Change]; again {
			t.Errorf("%s stands twice", a.Change)
		}
		list[a.Change] = a.Counts
		b, c, d := file.Baseline, a.Counts, a.Difference
		if d != (counts{c.Total - b.Total, c.Active - b.Active, c.FLOPs - b.FLOPs, c.Activation - b.Activation, c.KV - b.KV}) {
			t.Errorf("%s: %+v is not %+v less %+v", a.Change, d, c, b)
		}
		if c.Total <= 0 || c.FLOPs < 0 {
			t.Errorf("%s: %+v", a.Change, c)
		}
	}
	return file.Baseline, list
}

// TestAblationsAreTrue: what a change is said to count is what the model counts that is specified so.
func TestAblationsAreTrue(t *testing.T) {
	write := func(dims, options string) string {
		return head + "architecture: {family: transformer, dims: {" + dims + "}, options: {" + options + "}}\n"
	}
	base, layers := "hidden_size: 4096, heads: 16, ", "layers: 32"
	m := model(t, write(base+layers, ""))
	baseline, list := ablations(t, m)
	if baseline != of(m.State) {
		t.Errorf("the baseline is %+v", baseline)
	}
	for change, src := range map[string]string{
		"half the layers":                       write(base+"layers: 16", ""),
		"half the hidden size":                  write("hidden_size: 2048, heads: 16, layers: 32", ""),
		"half the ffn size":                     write(base+layers+", ffn_size: 5504", ""),
		"half the vocab size":                   write(base+layers+", vocab_size: 25128", ""),
		"one key-value head":                    write(base+layers+", kv_heads: 1", ""),
		"the output layer shares the embedding": write(base+layers, "tie_embeddings: true"),
		"no dropout":                            write(base+layers+", dropout: 0.0", ""),
		"half the max seq len":                  write(base+layers+", max_seq_len: 1024", ""),
		"half the sequence length":              write(base+layers, "") + "training: {sequence_length: 1024}\n",
	} {
		if got, want := list[change], of(model(t, src).State); got != want {
			t.Errorf("%s: %+v; want %+v", change, got, want)
		}
	}
	// Parts taken out, by hand: the head is 50,257 x 4,096; the MLPs 32 x 3 x 4,096 x 11,008; attention 32 x 4 x 4,096^2.
	for part, gone := range map[string]int64{"lm_head": 205_852_672, "model.layers.*.mlp": 4_328_521_728, "model.layers.*.self_attn": 2_147_483_648, "model.norm": 4096} {
		if got := list["without "+part].Total; got != 6_887_976_960-gone {
			t.Errorf("without %s: %d parameters; want %d", part, got, 6_887_976_960-gone)
		}
	}
	if list["without model.layers.*.self_attn"].KV != 0 || list["without lm_head"].KV != baseline.KV {
		t.Error("the cache is not attention's")
	}
}

// TestAblationsOfMixtures: what is derived from what changes follows it.
func TestAblationsOfMixtures(t *testing.T) {
	write := func(ffn, options string) string {
		return head + "architecture: {family: transformer, dims: {hidden_size: 512, heads: 8, layers: 2, " + ffn + "}, options: {experts: 8, shared_experts: 1" + options + "}}\n"
	}
	_, list := ablations(t, model(t, write("ffn_size: 1024", "")))
	for change, src := range map[string]string{
		"half the experts":          strings.Replace(write("ffn_size: 1024", ""), "experts: 8", "experts: 4", 1),
		"one routed expert a token": write("ffn_size: 1024", ", experts_per_token: 1"),
		"half the expert ffn size":  write("ffn_size: 1024", ", expert_ffn_size: 512"),
		"half the ffn size":         write("ffn_size: 512", ""),
		"no shared experts":         strings.Replace(write("ffn_size: 1024", ""), "shared_experts: 1", "shared_experts: 0", 1),
	} {
		if got, want := list[change], of(model(t, src).State); got != want {
			t.Errorf("%s: %+v; want %+v", change, got, want)
		}
	}
	if _, ok := list["no dropout"]; !ok || len(list) < 10 {
		t.Errorf("only %d ablations", len(list))
	}
}

// TestAblationsOfTies: without the embedding that it shares, the output layer has a weight of its own, and the count stays; two experts
// are halved to one, which every token then goes through.
func TestAblationsOfTies(t *testing.T) {
	m := model(t, "metagen_version: \"1.0\"\nname: x\narchitecture: {like: gpt2}\n")
	if _, list := ablations(t, m); list["without model.embed_tokens"].Total != 124_439_808 || list["without model.embed_positions"].Total != 124_439_808-1024*768 {
		t.Errorf("%+v", list)
	}
	m = model(t, head+"architecture: {family: transformer, options: {experts: 2}}\n")
	if _, list := ablations(t, m); list["half the experts"].Total == 0 || list["half the experts"].Active != list["half the experts"].Total {
		t.Errorf("%+v", list)
	}
}

func TestSummary(t *testing.T) {
	m := model(t, specs["8b"])
	var file struct {
		Summary     string
		Blueprint   map[string]any
		Constraints []struct {
			Name, Asked, Got string
			Met              bool
			MetFrom          string `json:"met_from"`
			Assumes          string
		}
	}
	parse(t, "x.json", emitted(t, m)["docs/summary.json"], &file)
	if file.Summary != "A decoder-only transformer: 32 layers of width 4096 with 16 heads, 6,887,976,960 parameters." {
		t.Error(file.Summary)
	}
	s, err := blueprint.FromMap(file.Blueprint)
	if err != nil || s != m.State {
		t.Errorf("the blueprint is %+v, %v", s, err)
	}
	var got []string
	for _, c := range file.Constraints {
		got = append(got, fmt.Sprint(c.Name, " ", c.Met))
		if c.Met != (c.MetFrom == "") {
			t.Errorf("%+v", c)
		}
	}
	if text := strings.Join(got, ", "); text != "parameter_max true, memory_budget false, context_window true, throughput false" {
		t.Error(text)
	}
}

func BenchmarkFiles(b *testing.B) {
	m := model(b, specs["8b"])
	b.ReportAllocs()
	for b.Loop() {
		if _, err := arch.Build(m.State); len(err) > 0 {
			b.Fatal(err)
		}
		emitted(b, m)
	}
}

// TestBuffersAreNoParameters: they stand in tensors.json with the rest of the state_dict, and count for nothing.
func TestBuffersAreNoParameters(t *testing.T) {
	text := string(emitted(t, model(t, "metagen_version: \"1.0\"\nname: x\narchitecture: {like: resnet-18}\n"))["blueprint/tensors.json"])
	for _, line := range []string{
		`{"name": "bn1.bias", "shape": [64], "parameters": 64}`, `{"name": "bn1.running_var", "shape": [64], "parameters": 0, "buffer": true}`,
		`{"name": "bn1.num_batches_tracked", "shape": [], "parameters": 0, "buffer": true}`, `"count": 122`,
	} {
		if !strings.Contains(text, line) {
			t.Errorf("%s is not there", line)
		}
	}
}
