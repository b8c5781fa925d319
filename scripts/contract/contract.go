// Package contract holds the torch contract, for the tests of architectures: what the Go side says of a model is what torch makes of its
// emitted code. The checks themselves are in contract.py; this package writes the models and what is expected of them.
package contract

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/blueprint/size"
	"github.com/metagen-go/metagen/blueprint/spec"
	"github.com/metagen-go/metagen/emit/python"
)

var (
	states = flag.Int("states", 100, "how many random states of each architecture the contract draws")
	seed   = flag.Uint64("seed", 1, "what they are drawn from")
)

// expectation is what contract.py checks a model against.
type expectation struct {
	Name       string
	Task       string
	Tiny       bool // whether it is small enough to run on the CPU
	State      map[string]any
	Tensors    []tensor
	Modules    []module
	Idle       []string // modules that no pass goes through
	Total      int64
	Trainable  int64
	Forward    int64 // FLOPs of one training example
	Training   int64
	Activation int64 // bytes
	KVCache    int64 // bytes
	Recurrent  int64 // bytes
}

type tensor struct {
	Name  string
	Shape []int64
}

// module is a node as torch sees it: every repeat by itself.
type module struct {
	Path  string
	FLOPs int64
}

// Random draws states and holds the emitted model of each to its blueprint. A script, if one is named, checks the caches of models that
// contract.py knows nothing of: it has a function check_cache(module, model, want).
func Random(t *testing.T, draw func(r *rand.Rand) blueprint.State, script ...string) {
	t.Helper()
	python3(t)
	dir := folder(t)
	r := rand.New(rand.NewPCG(*seed, 0))
	for i := range *states {
		write(t, dir, fmt.Sprintf("drawn%03d", i), draw(r), true)
	}
	check(t, dir, script)
}

// Presets holds every preset of an architecture to torch at full size, on the meta device (tensors, calls, parameters and FLOPs), and its
// small model on the CPU.
func Presets(t *testing.T, a *blueprint.Architecture, script ...string) {
	t.Helper()
	python3(t)
	dir := folder(t)
	for _, p := range a.Presets {
		s := Preset(t, p.Name)
		write(t, dir, p.Name, s, false)
		a.Tiny(&s)
		if problems := arch.Check(a, &s); len(problems) > 0 {
			t.Errorf("%s made small: %v", p.Name, problems)
			continue
		}
		write(t, dir, p.Name+"-tiny", s, true)
	}
	check(t, dir, script)
}

// Reference runs a script on emitted models, which it holds against those of a library: with the same weights, the same outputs. The
// script is given a folder that has one for each model, as python.Files has them, with a want.json whose Name is the state's.
func Reference(t *testing.T, script string, states map[string]blueprint.State) {
	t.Helper()
	python3(t)
	dir := folder(t)
	for name, s := range states {
		write(t, dir, name, s, true)
	}
	run(t, script, dir)
}

// Preset is the state of a preset.
func Preset(t testing.TB, name string) blueprint.State {
	t.Helper()
	return Spec(t, name, "metagen_version: \"1.0\"\nname: "+name+"\narchitecture: {like: "+name+"}\n")
}

// Spec is the state of a spec.
func Spec(t testing.TB, name, yaml string) blueprint.State {
	t.Helper()
	sp, diags := spec.Parse(name+".yaml", []byte(yaml))
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	state, _, diags := size.State(sp)
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	return state
}

// Refused is what is said of a spec, f.yaml, that gives no model; empty where it gives one.
func Refused(t testing.TB, yaml string) string {
	t.Helper()
	sp, diags := spec.Parse("f.yaml", []byte(yaml))
	if diags.Err() == nil {
		_, _, diags = size.State(sp)
	}
	if err := diags.Err(); err != nil {
		return err.Error()
	}
	return ""
}

// folder is where models go: CONTRACT_DIR, to look at them, or one that goes away.
func folder(t *testing.T) string {
	if d := os.Getenv("CONTRACT_DIR"); d != "" {
		return filepath.Join(d, t.Name())
	}
	return t.TempDir()
}

// root is the project's folder.
func root(t testing.TB) string {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("there is no go.mod above this folder")
		}
		dir = parent
	}
}

func python3(t *testing.T) string {
	bin := os.Getenv("METAGEN_PYTHON")
	if bin == "" {
		bin = filepath.Join(root(t), ".venv", "bin", "python")
	}
	if err := exec.Command(bin, "-c", "import torch, transformers").Run(); err != nil {
		t.Skipf("the torch contract: %s has no torch and transformers: run scripts/test, which installs them", bin)
	}
	return bin
}

// identifier is a name that Python can import.
func identifier(name string) string { return strings.NewReplacer("-", "_", ".", "_").Replace(name) }

func write(t *testing.T, dir, name string, s blueprint.State, tiny bool) {
	t.Helper()
	m, problems := arch.Build(s)
	if len(problems) > 0 {
		t.Fatalf("%s: %v", name, problems)
	}
	m.State, m.Package = m.Account(), identifier(name)
	m.Trace = traced(m)
	files, err := python.Files(m)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	want := expectation{
		Name: name, Task: m.Task.Name, Tiny: tiny, State: m.State.Map(), Total: int64(m.State.TotalParams), Trainable: int64(m.State.TrainableParams),
		Forward: int64(m.State.ForwardFLOPs), Training: int64(m.State.TrainingFLOPs),
		Activation: int64(m.State.ActivationBytes), KVCache: int64(m.State.KVCacheBytes), Recurrent: int64(m.State.StateBytes),
	}
	for x := range m.Tensors() {
		want.Tensors = append(want.Tensors, tensor{x.Name, x.Shape})
	}
	want.Idle = idle(m.Root, "")
	want.Modules = modules(m.Root, "", m.State.TrainingPass())
	data, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(dir, m.Package, "want.json"), data)
	for _, f := range files {
		put(t, filepath.Join(dir, m.Package, f.Path), f.Data)
	}
}

func put(t *testing.T, file string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// traced gives every field that applies an origin.
func traced(m *blueprint.Model) blueprint.Trace {
	d := &blueprint.Draft{State: m.State, Trace: blueprint.Trace{}}
	for i := range blueprint.Fields {
		f := &blueprint.Fields[i]
		if !f.Zero(&m.State) || slices.Contains(m.Arch.Fields, f.Key) && m.Arch.Lacks(&m.State, f.Key) == "" {
			d.Trace[f.Key] = "drawn"
		}
	}
	for _, key := range []string{"seed", "determinism", "batch_size", "learning_rate", "weight_decay", "warmup_steps", "training_steps", "sequence_length"} {
		d.Trace[key] = "drawn"
	}
	return d.Trace
}

func modules(n *blueprint.Node, outer string, p blueprint.Pass) []module {
	var list []module
	for i := range max(n.Repeat, 1) {
		path := place(n, outer, i)
		once := *n
		once.Repeat = 0
		list = append(list, module{path, int64(once.Total(p).FLOPs)})
		inside := p
		if n.Sees != nil {
			inside = n.Sees(p)
		}
		for _, c := range n.Children {
			if !c.Idle {
				list = append(list, modules(c, path, inside)...)
			}
		}
	}
	return list
}

// idle lists the modules that no pass goes through, those inside them left out.
func idle(n *blueprint.Node, outer string) []string {
	list := []string{}
	for i := range max(n.Repeat, 1) {
		path := place(n, outer, i)
		if n.Idle {
			list = append(list, path)
			continue
		}
		for _, c := range n.Children {
			list = append(list, idle(c, path)...)
		}
	}
	return list
}

// place is the path of one of a node's places.
func place(n *blueprint.Node, outer string, i int64) string {
	path := n.Name
	if n.Repeat > 0 {
		path = fmt.Sprintf("%s.%d", n.Name, n.First+i)
	}
	if outer != "" && path != "" {
		path = outer + "." + path
	}
	return path
}

func check(t *testing.T, dir string, script []string) {
	t.Helper()
	run(t, append([]string{filepath.Join(root(t), "scripts", "contract", "contract.py"), dir}, script...)...)
}

// run runs a script, which may import contract.
func run(t *testing.T, args ...string) {
	t.Helper()
	command := exec.Command(python3(t), args...)
	command.Env = append(os.Environ(), "PYTHONPATH="+filepath.Join(root(t), "scripts", "contract"), "PYTHONDONTWRITEBYTECODE=1")
	out, err := command.CombinedOutput()
	if testing.Verbose() || err != nil {
		t.Logf("%s", strings.TrimSpace(string(out)))
	}
	if err != nil {
		t.Fatal(err)
	}
}
