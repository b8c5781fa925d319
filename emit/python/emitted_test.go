package python_test

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/emit/python"
	"gopkg.in/yaml.v3"
)

// choices are options that no preset takes, or takes together: with the presets, every source of the decoder is in one of them.
var choices = map[string]string{
	"alibi":    "{position: alibi, embedding_norm: true, mlp: gelu_tanh, norm: layernorm}",
	"none":     "{position: none, qk_norm: true, mlp: geglu, norm: rmsnorm}",
	"shared":   "{experts: 4, shared_experts: 2, sliding_window: 16}",
	"parallel": "{parallel_residual: true, position: learned, mlp: relu, tie_embeddings: true}",
}

func variants(t testing.TB) map[string]*blueprint.Model {
	all := map[string]*blueprint.Model{}
	for _, preset := range arch.Presets() {
		all[preset] = presetModel(t, preset)
	}
	maps.Copy(all, shipped(t))
	for name, options := range choices {
		all[name] = model(t, name, strings.Replace(byteModel, "dropout: 0.1}", "dropout: 0.1}\n  options: "+options, 1))
	}
	return all
}

// TestSourcesStandAsTheyAre holds that linking edits no line: what follows the imports of every source stands in the output byte for byte.
func TestSourcesStandAsTheyAre(t *testing.T) {
	imports := regexp.MustCompile(`(?m)^(?:import|from) .*\n+`)
	body := func(text string) string {
		last := imports.FindAllStringIndex(text, -1)
		if len(last) == 0 {
			return text
		}
		return strings.TrimSpace(text[last[len(last)-1][1]:])
	}
	used := map[string]bool{}
	for name, m := range variants(t) {
		model := emitted(t, m, "code/model.py")
		for _, src := range m.Sources {
			used[src.Path] = true
			if b := body(src.Text); len(b) < 20 || !strings.Contains(model, "\n\n\n"+b+"\n") {
				t.Errorf("%s: %s does not stand in model.py as it is", name, src.Path)
			}
		}
	}
	for _, m := range variants(t) {
		for _, src := range m.Task.Rooms() {
			used[src.Path] = true
			if !strings.Contains(emitted(t, m, "code/data.py"), body(src.Text)) {
				t.Errorf("%s: %s does not stand in data.py as it is", m.Package, src.Path)
			}
		}
	}
	for _, folder := range []string{"../../blueprint/layer/*/*.py", "../../blueprint/arch/*/*.py"} {
		files, _ := filepath.Glob(folder)
		for _, file := range files {
			if !used[strings.TrimPrefix(filepath.ToSlash(file), "../../blueprint/")] {
				t.Errorf("%s is in none of the models of this test: add a choice that takes it", file)
			}
		}
	}
	scripts, err := filepath.Glob("scripts/*.py")
	if err != nil {
		t.Fatal(err)
	}
	tasks, err := filepath.Glob("../../blueprint/task/*/*.py")
	if err != nil || len(scripts) < 5 || len(tasks) < 5 {
		t.Fatal(scripts, tasks, err)
	}
	emittedScripts := map[string]string{} // by task
	for _, m := range variants(t) {
		for _, script := range []string{"__init__", "data", "train", "infer", "eval", "test_model"} {
			emittedScripts[m.Task.Name] += emitted(t, m, "code/"+script+".py")
		}
	}
	for _, file := range append(scripts, tasks...) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		task := filepath.Base(filepath.Dir(file))
		if task == "scripts" {
			task = "language_model"
		}
		if b := body(string(text)); len(b) < 20 || !strings.Contains(emittedScripts[task], "\n\n\n"+b+"\n") && !strings.Contains(emittedScripts[task], b) {
			t.Errorf("%s does not stand in the output as it is", file)
		}
	}
}

// fields are the lines of a dataclass: name, type and value.
func fields(text, class string) []string {
	_, rest, _ := strings.Cut(text, "class "+class+":\n")
	block, _, _ := strings.Cut(rest, "\n\n")
	var list []string
	for line := range strings.Lines(block) {
		line, _, _ = strings.Cut(line, "  #")
		list = append(list, strings.TrimSpace(line))
	}
	return list
}

func TestDataclasses(t *testing.T) {
	m := model(t, "bytes", byteModel)
	for _, test := range []struct {
		file, class string
		want        []string
	}{
		{"model", "Config", []string{
			"hidden_size: int = 64", "layers: int = 2", "heads: int = 4", "kv_heads: int = 4", "head_dim: int = 16", "ffn_size: int = 256", "dropout: float = 0.1",
			"vocab_size: int = 256", "max_seq_len: int = 128", "norm_eps: float = 1e-5", "mlp_bias: bool = False", "rope_theta: float = 10000.0",
			"attention_bias: bool = False", "attention_output_bias: bool = False", "lm_head_bias: bool = False",
		}},
		{"train", "Training", []string{
			"seed: int = 7", "determinism: bool = True", "sequence_length: int = 64", `precision: str = "float32"`, "batch_size: int = 8",
			"learning_rate: float = 0.003", "weight_decay: float = 0.1", "warmup_steps: int = 4", "training_steps: int = 20",
		}},
		{"data", "Blueprint", []string{"sequence_length: int = 64"}},
		{"eval", "Blueprint", []string{`benchmarks: tuple[str, ...] = ("Licences", "Code")`, "total_params: int = 164160"}},
		{"test_model", "Blueprint", []string{
			`precision: str = "float32"`, "total_params: int = 164160", "trainable_params: int = 164160",
			"forward_flops: int = 20971520", "kv_cache_bytes: int = 131072", "state_bytes: int = 0",
		}},
	} {
		if got := fields(emitted(t, m, "code/"+test.file+".py"), test.class); !slices.Equal(got, test.want) {
			t.Errorf("%s of %s.py has\n%s", test.class, test.file, strings.Join(got, "\n"))
		}
	}
	if got := fields(emitted(t, presetModel(t, "gpt2"), "code/eval.py"), "Blueprint"); got[0] != "benchmarks: tuple[str, ...] = ()" {
		t.Errorf("a spec without benchmarks has %s", got[0])
	}
}

func TestFiles(t *testing.T) {
	m := model(t, "bytes", byteModel)
	first, err := python.Files(m)
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, f := range first {
		paths = append(paths, f.Path)
		if line := "# Code generated by metagen from bytes.yaml; DO NOT EDIT.\n"; !bytes.HasPrefix(bytes.TrimPrefix(f.Data, []byte("#!/bin/bash\n")), []byte(line)) {
			t.Errorf("%s does not begin with %s", f.Path, line)
		}
		if bytes.Contains(f.Data, []byte("%!")) {
			t.Errorf("%s holds a failed format", f.Path)
		}
	}
	want := []string{
		"code/__init__.py", "code/model.py", "code/data.py", "code/train.py", "code/infer.py", "code/eval.py", "code/test_model.py",
		"code/pyproject.toml", "code/launch/slurm.sh", "code/launch/kubernetes.yaml",
	}
	if !slices.Equal(paths, want) {
		t.Errorf("files %v", paths)
	}
	second, err := python.Files(model(t, "bytes", byteModel))
	if err != nil {
		t.Fatal(err)
	}
	for i := range first {
		if !bytes.Equal(first[i].Data, second[i].Data) {
			t.Errorf("%s differs from run to run", first[i].Path)
		}
	}
}

func TestLaunch(t *testing.T) {
	for hardware, want := range map[string]struct{ time, deadline, gpus string }{
		"{hardware: 256xA100, duration: 21 days}":  {"21-00:00:00", "1814400", "--gpus-per-task=1"},
		"{hardware: 1xV100, duration: 30 minutes}": {"0-00:30:00", "1800", "--gpus-per-task=1"},
		"{hardware: 8xH100, duration: 90 seconds}": {"0-00:02:00", "90", "--gpus-per-task=1"},
		"{}": {},
	} {
		m := model(t, "bytes", strings.Replace(byteModel, "training: {", "training: {compute: "+hardware+", ", 1))
		slurm := emitted(t, m, "code/launch/slurm.sh")
		for _, line := range []string{"#SBATCH --time=" + want.time + "\n", "#SBATCH " + want.gpus + "\n"} {
			if (want.time != "") != strings.Contains(slurm, line) {
				t.Errorf("%s: slurm.sh and %s:\n%s", hardware, line, slurm)
			}
		}
		var job struct {
			Spec struct {
				Deadline string `yaml:"activeDeadlineSeconds"`
				Template struct {
					Spec struct {
						Containers []struct {
							Image     string
							Command   []string
							Resources struct{ Limits map[string]int }
						}
					}
				}
			}
		}
		if err := yaml.Unmarshal([]byte(emitted(t, m, "code/launch/kubernetes.yaml")), &job); err != nil {
			t.Fatalf("%s: %v", hardware, err)
		}
		c := job.Spec.Template.Spec.Containers[0]
		if job.Spec.Deadline != want.deadline || c.Image != "${IMAGE}" || c.Command[2] != "bytes.train" {
			t.Errorf("%s: the job is %+v", hardware, job)
		}
		if limits := c.Resources.Limits; (want.gpus != "") != (limits["${ACCELERATOR}"] == 1) {
			t.Errorf("%s: the limits are %v", hardware, limits)
		}
	}
}

func BenchmarkFiles(b *testing.B) {
	m := presetModel(b, "llama-3-8b")
	for b.Loop() {
		if _, err := python.Files(m); err != nil {
			b.Fatal(err)
		}
	}
}
