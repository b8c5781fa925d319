package gen_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/gen"
)

// userModule is a module that uses this one, with files in it, by path.
func userModule(t *testing.T, files map[string]string) string {
	t.Helper()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	sums, err := os.ReadFile("../go.sum")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	files["go.mod"] = "module example.com/user\n\ngo 1.26\n\nrequire github.com/metagen-go/metagen v0.0.0\n\nreplace github.com/metagen-go/metagen => " + root + "\n"
	files["go.sum"] = string(sums)
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// goTool runs the go command in a folder, and returns what it says.
func goTool(dir string, args ...string) (string, error) {
	c := exec.Command("go", args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off")
	out, err := c.CombinedOutput()
	return string(out), err
}

// TestConstantsCompile: constants of every kind of model, hostile texts among them, compile in a user's module, pass vet, and are what State says;
// code that refers to what does not apply, and edits that contradict each other, do not compile.
func TestConstantsCompile(t *testing.T) {
	if testing.Short() {
		t.Skip("the go command: -short")
	}
	_, _, gpt2 := compiled(t, "gpt2.yaml", "{like: gpt2}")
	_, _, llama := compiled(t, "llama.yaml", "{like: llama-3-8b}")
	_, _, mixtral := compiled(t, "mixtral.yaml", "{like: mixtral-8x7b}")
	_, _, plain := compiled(t, "plain.yaml", "{family: transformer}")
	s, trace := blueprint.State{Layers: 3, Name: blueprint.Text(strings.Join(hostile, "|")), Description: blueprint.Text(strings.Join(hostile, " ")), DataSources: blueprint.JoinList(hostile), LearningRate: 5e-324, Seed: -1 << 63}, blueprint.Trace{}
	for _, key := range []string{"layers", "name", "description", "data_sources", "learning_rate", "seed"} {
		trace[key] = blueprint.Origin(strings.Join(hostile, "~"))
	}
	odd, err := gen.Source("odd '' `` \n*/ name.yaml", s, trace)
	if err != nil {
		t.Fatal(err)
	}
	edit := func(code []byte, from, to string) string {
		if !strings.Contains(string(code), from) {
			t.Fatalf("the constants lack %q", from)
		}
		return strings.Replace(string(code), from, to, 1)
	}
	use := func(pkg, expression string) string {
		return "package use\n\nimport m \"example.com/user/good/" + pkg + "\"\n\nvar X = " + expression + "\n"
	}
	dir := userModule(t, map[string]string{
		"good/gpt2/gpt2.go": string(gpt2), "good/llama/llama.go": string(llama), "good/mixtral/mixtral.go": string(mixtral), "good/plain/plain.go": string(plain), "good/odd/odd.go": string(odd),
		"good/print/main.go": "package main\n\nimport m \"example.com/user/good/gpt2\"\n\nfunc main() {\n\ts := m.State()\n\tprintln(s.HiddenSize, m.Layers, s.TotalParams == m.TotalParams, s.Map()[\"params_billion\"].(float64) == 0.124439808)\n}\n",
		"good/sum/sum.go":    use("llama", "int64(m.HiddenSize) * int64(m.Layers)"),
		// each of these must not compile
		"bad/theta/x.go":   use("gpt2", "m.RopeTheta"),
		"bad/experts/x.go": use("llama", "m.ExpertsPerToken"),
		"bad/image/x.go":   use("llama", "m.ImageSize"),
		"bad/units/x.go":   use("llama", "m.TotalParams + m.WeightBytes"),
		"bad/headdim/x.go": edit(plain, "HeadDim blueprint.Dim = 256", "HeadDim blueprint.Dim = 255"),
		"bad/kvheads/x.go": edit(llama, "KVHeads blueprint.Count = 8", "KVHeads blueprint.Count = 5"),
		"bad/layers/x.go":  edit(llama, "Layers blueprint.Count = 32", "Layers blueprint.Count = 0"),
		"bad/length/x.go":  edit(llama, "SequenceLength blueprint.Tokens = 4096", "SequenceLength blueprint.Tokens = 9000"),
		"bad/token/x.go":   edit(mixtral, "ExpertsPerToken blueprint.Count = 2", "ExpertsPerToken blueprint.Count = 9"),
		"bad/gone/x.go":    edit(llama, "\tHeads blueprint.Count = 32\n", ""),
	})
	if out, err := goTool(dir, "vet", "./good/..."); err != nil {
		t.Fatalf("vet: %v\n%s", err, out)
	}
	if out, err := goTool(dir, "run", "./good/print"); err != nil || out != "768 12 true true\n" {
		t.Errorf("%s, %v", out, err)
	}
	out, err := goTool(dir, "build", "./bad/...")
	if err == nil {
		t.Fatal("everything compiles")
	}
	for pkg, want := range map[string]string{
		"theta": `undefined: m\.RopeTheta`, "experts": `undefined: m\.ExpertsPerToken`, "image": `undefined: m\.ImageSize`, "units": `mismatched types blueprint\.Params and blueprint\.Bytes`,
		"headdim": `cannot use \[HiddenSize - blueprint\.Dim\(Heads\) \* HeadDim\]struct\{\}\{\} \(value of type \[16\]struct\{\}\) as \[0\]struct`, "kvheads": `cannot use \[Heads % KVHeads\]`,
		"layers": `invalid array length min\(0, Layers - 1\)`, "length": `invalid array length min\(0, MaxSeqLen - SequenceLength\)`, "token": `invalid array length min\(0, Experts - ExpertsPerToken\)`, "gone": `undefined: Heads`,
	} {
		if !regexp.MustCompile(`(?m)^bad/` + pkg + `/x\.go:\d+:\d+: .*(` + want + `)`).MatchString(out) {
			t.Errorf("%s: the go command does not say %s", pkg, want)
		}
	}
	if t.Failed() {
		t.Log(out)
	}
}
