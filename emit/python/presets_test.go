package python_test

import (
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestEmittedTests runs the emitted test_model.py of every preset, and of the choices that no preset takes, in one process.
func TestEmittedTests(t *testing.T) {
	bin := python3(t, "torch", "pytest")
	t.Parallel()
	dir := t.TempDir()
	args := []string{bin, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib", "--durations=3"}
	all := variants(t)
	for _, m := range all {
		folder := write(t, dir, m)
		put(t, filepath.Join(folder, "__init__.py"), nil) // so that each has a name of its own in this one process
		args = append(args, folder)
	}
	out := succeeds(t, dir, nil, args...)
	if passed := regexp.MustCompile(`(\d+) passed in`).FindStringSubmatch(out); passed == nil || strings.Contains(out, "skipped") {
		t.Errorf("pytest says\n%s", out)
	} else if n, _ := strconv.Atoi(passed[1]); n < 6*len(all) {
		t.Errorf("%d tests of %d models passed", n, len(all))
	}
	t.Log(out)
}

// small are sizes of any decoder that a CPU trains in a moment, for those of its fields that it has.
var small = []string{
	"hidden_size=64", "layers=2", "heads=4", "kv_heads=2", "head_dim=16", "ffn_size=96", "vocab_size=256", "max_seq_len=64",
	"sliding_window=24", "experts=4", "experts_per_token=2", "shared_experts=1", "expert_ffn_size=32",
}

// TestPresetsTrain trains the choices of every preset of the decoder at a small size, in its own precision, and has it go on and be measured.
func TestPresetsTrain(t *testing.T) {
	python3(t, "torch")
	t.Parallel()
	dir := t.TempDir()
	data := corpus(t, dir)
	var commands [][]string
	var names []string
	for name, m := range variants(t) {
		if m.Arch.Name != "decoder" || m.State.Adapted() { // what trains only in part is in TestCardCommandsRun
			continue
		}
		write(t, dir, m)
		has := fields(emitted(t, m, "code/model.py"), "Config")
		train := []string{m.Package, "train", "--data", data, "--out", m.Package + "-out", "--steps", "30", "--interval", "5", "--sequence-length", "32", "--batch-size", "8", "--micro-batch-size", "3", "--learning-rate", "0.01"}
		for _, setting := range small {
			field, _, _ := strings.Cut(setting, "=")
			if slices.ContainsFunc(has, func(f string) bool { return strings.HasPrefix(f, field+":") }) {
				train = append(train, "--config", setting)
			}
		}
		checkpoint := m.Package + "-out/checkpoint.pt"
		commands = append(commands, train,
			[]string{m.Package, "infer", "--checkpoint", checkpoint, "--prompt", "func", "--new-tokens", "8"},
			[]string{m.Package, "eval", "--checkpoint", checkpoint, "--data", data, "--out", m.Package + ".json", "--batch-size", "64"})
		names = append(names, name)
	}
	losses := regexp.MustCompile(`val ([0-9.]+)`)
	for i, got := range mains(t, dir, commands) {
		if got.Code != 0 {
			t.Errorf("%s: %v: exit %d\n%s", names[i/3], commands[i], got.Code, got.Out)
			continue
		}
		if i%3 == 0 {
			val := losses.FindAllStringSubmatch(got.Out, -1)
			if len(val) != 6 || val[5][1] >= val[0][1] || val[5][1] > "4" {
				t.Errorf("%s does not learn:\n%s", names[i/3], got.Out)
			}
		}
	}
}
