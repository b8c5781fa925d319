package python_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/blueprint/size"
	"github.com/metagen-go/metagen/blueprint/spec"
	"github.com/metagen-go/metagen/emit/python"
)

// model is that of a spec, as the command makes it.
func model(t testing.TB, pkg, yaml string) *blueprint.Model {
	t.Helper()
	sp, diags := spec.Parse(pkg+".yaml", []byte(yaml))
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	state, trace, diags := size.State(sp)
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	m, problems := arch.Build(state)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	m.Trace, m.Package = trace, pkg
	return m
}

// byteModel is a small model of bytes, which trains in seconds.
const byteModel = `
metagen_version: "1.0"
name: byte model
modality: {inputs: [text], outputs: [text]}
task: {type: generation}
training: {sequence_length: 64, precision: float32, config: {batch_size: 8, learning_rate: 0.003, steps: 20, warmup_steps: 4}}
architecture:
  family: transformer
  dims: {hidden_size: 64, layers: 2, heads: 4, vocab_size: 256, max_seq_len: 128, dropout: 0.1}
evaluation: {benchmarks: [Licences, Code]}
reproducibility: {seed: 7, determinism: true}
`

func presetModel(t testing.TB, preset string) *blueprint.Model {
	pkg := strings.NewReplacer("-", "", ".", "").Replace(preset)
	return model(t, pkg, "metagen_version: \"1.0\"\nname: "+preset+"\narchitecture: {like: "+preset+"}\n")
}

// write makes the folder of a model's package, with the list of its tensors, and returns it.
func write(t testing.TB, dir string, m *blueprint.Model) string {
	t.Helper()
	files, err := python.Files(m)
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(dir, m.Package)
	for _, f := range files {
		put(t, filepath.Join(folder, f.Path), f.Data)
	}
	type tensor struct {
		Name  string  `json:"name"`
		Shape []int64 `json:"shape"`
	}
	var list struct {
		Tensors []tensor `json:"tensors"`
	}
	for x := range m.Tensors() {
		list.Tensors = append(list.Tensors, tensor{x.Name, x.Shape})
	}
	data, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(folder, "blueprint", "tensors.json"), data)
	put(t, filepath.Join(folder, "docs", "summary.json"), []byte("{}"))
	return folder
}

func put(t testing.TB, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// emitted is the text of one emitted file.
func emitted(t testing.TB, m *blueprint.Model, path string) string {
	t.Helper()
	files, err := python.Files(m)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if f.Path == path {
			return string(f.Data)
		}
	}
	t.Fatalf("no %s is emitted", path)
	return ""
}

// interpreter is the Python of the checks: METAGEN_PYTHON, or that of .venv.
var interpreter = sync.OnceValue(func() string {
	if bin := os.Getenv("METAGEN_PYTHON"); bin != "" {
		return bin
	}
	bin, _ := filepath.Abs("../../.venv/bin/python")
	return bin
})

var found sync.Map // whether the interpreter has a module

// python3 is the interpreter, for a test that needs some modules of it.
func python3(t testing.TB, modules ...string) string {
	t.Helper()
	for _, module := range append(modules, "sys") {
		has, ok := found.Load(module)
		if !ok {
			has = exec.Command(interpreter(), "-c", "import importlib.util, sys; sys.exit(importlib.util.find_spec('"+module+"') is None)").Run() == nil
			found.Store(module, has)
		}
		if !has.(bool) {
			t.Skipf("%s: %s has no %s: run scripts/test, which installs it", t.Name(), interpreter(), module)
		}
	}
	return interpreter()
}

// command is one run of Python: where, with what in its environment, and what it said.
type command struct {
	dir  string
	env  []string
	code int
	out  string // both outputs
}

func (c *command) run(t testing.TB, args ...string) *command {
	t.Helper()
	run := exec.Command(args[0], args[1:]...)
	run.Dir = c.dir
	run.Env = append(os.Environ(), "OMP_NUM_THREADS=1", "PYTHONDONTWRITEBYTECODE=1", "PYTHONPATH=")
	run.Env = append(run.Env, c.env...)
	var out bytes.Buffer
	run.Stdout, run.Stderr = &out, &out
	err := run.Run()
	c.out, c.code = out.String(), run.ProcessState.ExitCode()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return c
}

// succeeds runs Python and fails the test where that fails.
func succeeds(t testing.TB, dir string, env []string, args ...string) string {
	t.Helper()
	c := (&command{dir: dir, env: env}).run(t, args...)
	if c.code != 0 {
		t.Fatalf("in %s: %s\nexit %d\n%s", dir, strings.Join(args, " "), c.code, c.out)
	}
	return c.out
}
