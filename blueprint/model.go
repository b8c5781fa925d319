package blueprint

import (
	"fmt"
	"io/fs"
	"iter"
	"math"
	"math/bits"
	"path"
	"strconv"
	"strings"
)

// Architecture is one way to wire layers into a model. It is a struct value, listed in arch.go.
type Architecture struct {
	Name     string   // as in architecture.name: "decoder"
	Title    string   // "decoder-only transformer"
	Doc      string   // what it is, and what hidden_size, layers and heads mean in it
	Serves   string   // what Takes takes, in words: "a transformer for generation from text to text"
	Notation string   // what the letters in shape comments stand for, and whose tensor names these are
	Fields   []string // the dims and options that it takes, by their keys
	Usual    Use      // what a spec is for that names the architecture, or a preset of it, and says no more
	Parts    []Part   // what training.freeze may name
	Floor    int64    // the fitter goes below so many layers only where nothing else fits
	Presets  []Preset
	Takes    func(s *State) bool               // whether it serves the spec's family, task and modalities
	Imply    func(d *Draft)                    // settles what a stated field leaves no choice of, before any rule: layers by stage_depths; may be nil
	Derive   func(d *Draft)                    // settles every field that it takes and that is not settled yet
	Lacks    func(s *State, key string) string // what a field needs that the state does not have: "position rope"; empty where it applies
	Check    func(s *State) []Problem
	Tiny     func(s *State)        // makes a legal state small, so that a CPU runs it in a moment; its choices stay
	Build    func(s *State) *Model // the module tree; s has passed Check
	Describe func(m *Model)        // adds what documents and code say of it
}

// Use is what a model is for, in the words of a spec: one item a line where there are several.
type Use struct {
	Family  Option
	Task    Text
	Inputs  List
	Outputs List
}

// Part is a tower or another part of a model that a spec can name.
type Part struct {
	Name string // "vision"
	Path string // of its module: "model.vision_tower"
}

// Preset is a published model: the dims and options that a spec may start from with `like`.
type Preset struct {
	Name string
	File string // where it stands in this project: "presets/gpt2.yaml"
	YAML []byte
}

// Problem is a rule that a state breaks.
type Problem struct {
	Key  string // the field to point at
	Text string // "heads 12 does not divide hidden_size 770; ..."
}

// Problems is a list of them in the making.
type Problems []Problem

// Add lists a rule where it is broken.
func (l *Problems) Add(broken bool, key, format string, args ...any) {
	if broken {
		*l = append(*l, Problem{Key: key, Text: fmt.Sprintf(format, args...)})
	}
}

// Source is a Python file of a layer or an architecture, as it stands in this project.
type Source struct {
	Path string // "layer/attention/attention.py"
	Text string
}

// Reference is a published work.
type Reference struct {
	Key, Author, Title, Where string // Where: "arXiv:1706.03762"
	Year                      int
}

// Kind is one sort of module.
type Kind struct {
	Name       string // "attention"
	Doc        string // one sentence
	Sources    []Source
	TeX        string // its equations
	References []Reference
}

// Param is one tensor of a module.
type Param struct {
	Name   string
	Shape  []int64
	Tied   string // the full name of the tensor that it shares, which is counted there
	Frozen bool   // whether training leaves it as it is
	Buffer bool   // whether it is no parameter, but stands in the state_dict all the same: a running mean
	Share  Share  // of its numbers, those that one token meets; the zero Share is all
}

// Share is a fraction.
type Share struct{ Part, Whole int64 }

// Count is how many numbers the tensor holds; math.MaxInt64 where that overflows.
func (p *Param) Count() int64 {
	n := int64(1)
	for _, d := range p.Shape {
		n = mul(n, d)
	}
	return n
}

// Pass is one forward pass of one example: what costs depend on besides the dimensions.
type Pass struct {
	Tokens  int64 // new tokens
	Context int64 // tokens that they attend to, themselves included
	Width   int64 // bytes a number of the weights and activations takes
	// What backward needs: set for each module while costs are summed.
	Frozen bool                    // the module's weight, its first parameter, does not train
	Fixed  bool                    // the module's input needs no gradient
	Fixes  func(child string) bool // what a child puts out needs no gradient; nil where all do
}

// Cost is what a module costs in one pass, its children left out.
type Cost struct {
	FLOPs    FLOPs // of matmuls, convolutions and attention, as torch's FlopCounterMode counts
	Backward FLOPs // of the backward pass; where a module leaves it 0, it is what gradients of its parameters and of its input cost
	Saved    Bytes // what autograd saves for the backward pass, inputs that Keeps names left out
	KVCache  Bytes // keys and values kept after the pass
	State    Bytes // recurrent state kept after the pass, whatever its length
}

// Node is a module: its path is the prefix of its tensors in the state_dict. Children are in the order in which
// they are made, which is also that of their first calls.
type Node struct {
	Name     string
	Kind     *Kind
	Repeat   int64 // so many equal modules, name.0, name.1, ...; 0 is a single one, without a number
	First    int64 // the number of the first, where Repeat is not 0
	Mixed    bool  // whether siblings are of the same list, which holds several kinds of modules
	Params   []Param
	Children []*Node
	From     []string           // siblings that its input comes from, as they are called; none is its parent's input
	Needed   bool               // whether its input needs a gradient, whatever comes into its parent: what another part of the model made
	Reads    []string           // children whose outputs its own operations read; none is all
	Holds    string             // a child whose input its own operations keep for backward, whether or not the child does
	Links    []string           // siblings whose output it takes when it is called again: for the graph
	Keeps    func(p Pass) Bytes // the size of its input, where backward needs that; siblings with the same input keep it once
	Cost     func(p Pass) Cost  // its own
	Idle     bool               // whether no pass goes through it, though its parameters are there: the last blocks of a tower that is read before them
	Sees     func(p Pass) Pass  // the pass that it and those below make, where that is not its parent's: an image tower has its patches
	Shape    string             // of its output, in words: "(B, T, hidden_size)"
}

// Model is an architecture at one state.
type Model struct {
	Package    string // of the Go constants, and of the Python that is installed
	State      State
	Trace      Trace
	Arch       *Architecture
	Root       *Node
	Sources    []Source // its Python, each file after those that it uses
	Task       *Task    // what it is trained and used for
	Method     string   // TeX: how the layers are wired
	Kinds      []*Kind  // layers to explain, in reading order
	References []Reference
	Results    []Result // what eval.py measured; empty where nothing was
}

// Tensor is one entry of the state_dict.
type Tensor struct {
	Name   string
	Shape  []int64
	Tied   string // the tensor that it shares, or empty
	Buffer bool   // whether it is no parameter
}

// Tensors yields every entry of the state_dict, in its order.
func (m *Model) Tensors() iter.Seq[Tensor] {
	return func(yield func(Tensor) bool) { m.Root.tensors("", yield) }
}

func (n *Node) tensors(prefix string, yield func(Tensor) bool) bool {
	for i := range max(n.Repeat, 1) {
		inner := n.prefix(prefix, i)
		for _, p := range n.Params {
			if !yield(Tensor{inner + p.Name, p.Shape, p.Tied, p.Buffer}) {
				return false
			}
		}
		for _, c := range n.Children {
			if !c.tensors(inner, yield) {
				return false
			}
		}
	}
	return true
}

func (n *Node) prefix(outer string, i int64) string {
	switch {
	case n.Name == "":
		return outer
	case n.Repeat > 0:
		return outer + n.Name + "." + strconv.FormatInt(n.First+i, 10) + "."
	}
	return outer + n.Name + "."
}

// Called is what siblings and documents call a node: "layers", or "layers[4]" and "layers[5-11]" where others are of the same list.
func (n *Node) Called() string {
	switch {
	case !n.Mixed:
		return n.Name
	case n.Repeat == 1:
		return fmt.Sprintf("%s[%d]", n.Name, n.First)
	}
	return fmt.Sprintf("%s[%d-%d]", n.Name, n.First, n.First+n.Repeat-1)
}

// Walk visits a node and those below it, each repeated one once, with its path: "model.layers.*.mlp".
func (n *Node) Walk(visit func(path string, times int64, n *Node)) { n.walk("", 1, visit) }

func (n *Node) walk(outer string, times int64, visit func(string, int64, *Node)) {
	path := n.Called()
	if n.Repeat > 0 {
		if !n.Mixed {
			path += ".*"
		}
		times = mul(times, n.Repeat)
	}
	if outer != "" {
		path = outer + "." + path
	}
	visit(path, times, n)
	for _, c := range n.Children {
		c.walk(path, times, visit)
	}
}

// Params counts the parameters of a node and those below it, all its repeats together; math.MaxInt64 where that overflows.
func (n *Node) Count() Params { return Params(n.count(func(p *Param) int64 { return p.Count() })) }

// Trainable counts the parameters that training changes.
func (n *Node) Trainable() Params {
	return Params(n.count(func(p *Param) int64 {
		if p.Frozen {
			return 0
		}
		return p.Count()
	}))
}

// CountIn counts the parameters of a node and those below it in so many places, as Walk counts them: its repeats, and those of what
// it stands in.
func (n *Node) CountIn(places int64) Params {
	return n.Count() / Params(max(n.Repeat, 1)) * Params(places)
}

// Entries counts the tensors of a node and those below it in the state_dict, all its repeats together; math.MaxInt64 where that overflows.
func (n *Node) Entries() int64 {
	sum := int64(len(n.Params))
	for _, c := range n.Children {
		sum = add(sum, c.Entries())
	}
	return mul(sum, max(n.Repeat, 1))
}

// Active counts the parameters that one token goes through.
func (n *Node) Active() Params {
	return Params(n.count(func(p *Param) int64 {
		if p.Share.Whole == 0 {
			return p.Count()
		}
		return p.Count() / p.Share.Whole * p.Share.Part
	}))
}

func (n *Node) count(of func(*Param) int64) int64 {
	var sum int64
	for i := range n.Params {
		if p := &n.Params[i]; p.Tied == "" && !p.Buffer {
			sum = add(sum, of(p))
		}
	}
	for _, c := range n.Children {
		sum = add(sum, c.count(of))
	}
	return mul(sum, max(n.Repeat, 1))
}

// Width is the bytes that a number takes in the state's training precision.
func (s *State) Width() int64 { return s.Precision.Bits() / 8 }

// TrainingPass is the pass that the state's figures are for: one training example.
func (s *State) TrainingPass() Pass {
	return Pass{Tokens: int64(s.SequenceLength), Context: int64(s.SequenceLength), Width: s.Width()}
}

// DecodePass is one new token after a context that is as long as the model allows.
func (s *State) DecodePass() Pass {
	return Pass{Tokens: 1, Context: int64(s.MaxSeqLen), Width: s.Width()}
}

// Account works out the computed fields of the state from the module tree.
func (m *Model) Account() State {
	s := m.State
	s.TotalParams = m.Root.Count()
	s.TrainableParams = m.Root.Trainable()
	s.ActiveParams = m.Root.Active()
	s.WeightBytes = Bytes(mul(int64(s.TotalParams), s.Width()))
	cost := m.cost(s.TrainingPass())
	s.ForwardFLOPs = cost.FLOPs
	s.TrainingFLOPs = FLOPs(add(int64(cost.FLOPs), int64(cost.Backward)))
	s.ActivationBytes = cost.Saved
	decoded := m.Root.Total(s.DecodePass())
	s.KVCacheBytes, s.StateBytes = decoded.KVCache, decoded.State
	return s
}

// mul and add saturate at math.MaxInt64: what is too large to count is reported as too large, never as a small or negative number.
func mul(a, b int64) int64 {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	if a < 0 || b < 0 || hi != 0 || lo > math.MaxInt64 {
		return math.MaxInt64
	}
	return int64(lo)
}

func add(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

// Product multiplies sizes; math.MaxInt64 where that overflows.
func Product(factors ...int64) int64 {
	n := int64(1)
	for _, f := range factors {
		n = mul(n, f)
	}
	return n
}

// Sum adds sizes; math.MaxInt64 where that overflows.
func Sum(terms ...int64) int64 {
	n := int64(0)
	for _, t := range terms {
		n = add(n, t)
	}
	return n
}

// PresetFiles lists the presets of an architecture, from its embedded folder "presets", by name.
func PresetFiles(files fs.FS, prefix string) []Preset {
	paths, err := fs.Glob(files, "presets/*.yaml")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	list := make([]Preset, len(paths))
	for i, p := range paths {
		data, err := fs.ReadFile(files, p)
		if err != nil {
			panic(err) // embedded
		}
		list[i] = Preset{strings.TrimSuffix(path.Base(p), ".yaml"), prefix + p, data}
	}
	return list
}
