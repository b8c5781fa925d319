// Package contract holds the torch contract: what the Go side says of a model is what torch makes of its emitted code.
// The checks themselves are in contract.py; this test writes the models and what is expected of them.
package contract

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/emit/python"
)

var (
	states = flag.Int("states", 200, "how many random states of each architecture the contract draws")
	seed   = flag.Uint64("seed", 1, "what they are drawn from")
)

// expectation is what contract.py checks a model against.
type expectation struct {
	Name       string
	Tiny       bool // whether it is small enough to run on the CPU
	State      map[string]any
	Tensors    []tensor
	Modules    []module
	Total      int64
	Trainable  int64
	Forward    int64 // FLOPs of one training sequence
	Training   int64
	Activation int64 // bytes
	KVCache    int64 // bytes
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

func python3(t *testing.T) string {
	bin := os.Getenv("METAGEN_PYTHON")
	if bin == "" {
		bin, _ = filepath.Abs("../../.venv/bin/python")
	}
	if err := exec.Command(bin, "-c", "import torch, transformers").Run(); err != nil {
		t.Skipf("the torch contract: %s has no torch and transformers: run scripts/test, which installs them", bin)
	}
	return bin
}

func write(t *testing.T, dir, name string, s blueprint.State, tiny bool) {
	t.Helper()
	m, problems := arch.Build(s)
	if len(problems) > 0 {
		t.Fatalf("%s: %v", name, problems)
	}
	m.State = m.Account()
	m.Trace = traced(&m.State)
	code, err := python.Model(m)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	want := expectation{
		Name: name, Tiny: tiny, State: m.State.Map(), Total: int64(m.State.TotalParams), Trainable: int64(m.State.TrainableParams),
		Forward: int64(m.State.ForwardFLOPs), Training: int64(m.State.TrainingFLOPs),
		Activation: int64(m.State.ActivationBytes), KVCache: int64(m.State.KVCacheBytes),
	}
	for x := range m.Tensors() {
		want.Tensors = append(want.Tensors, tensor{x.Name, x.Shape})
	}
	want.Modules = modules(m.Root, "", m.State.TrainingPass())
	data, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(dir, name)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	for file, data := range map[string][]byte{"model.py": code, "want.json": data} {
		if err := os.WriteFile(filepath.Join(folder, file), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func modules(n *blueprint.Node, outer string, p blueprint.Pass) []module {
	var list []module
	for i := range max(n.Repeat, 1) {
		path := n.Name
		if n.Repeat > 0 {
			path = fmt.Sprintf("%s.%d", n.Name, n.First+i)
		}
		if outer != "" && path != "" {
			path = outer + "." + path
		}
		once := *n
		once.Repeat = 0
		list = append(list, module{path, int64(once.Total(p).FLOPs)})
		for _, c := range n.Children {
			list = append(list, modules(c, path, p)...)
		}
	}
	return list
}

func run(t *testing.T, args ...string) {
	t.Helper()
	out, err := exec.Command(python3(t), args...).CombinedOutput()
	if testing.Verbose() || err != nil {
		t.Logf("%s", strings.TrimSpace(string(out)))
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestRandomDecoders(t *testing.T) {
	python3(t)
	dir := t.TempDir()
	if d := os.Getenv("CONTRACT_DIR"); d != "" {
		dir = d
	}
	r := rand.New(rand.NewPCG(*seed, 0))
	for i := range *states {
		write(t, dir, fmt.Sprintf("drawn%03d", i), drawDecoder(r), true)
	}
	run(t, "contract.py", dir)
}
