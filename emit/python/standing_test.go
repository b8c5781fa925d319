package python_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/emit/python"
)

// rules are how ruff is called. Of its checks, B008 is left out: it forbids Config() as a default, which is right for a frozen class. The
// scripts that hold models to a library, in testdata, are no part of what is emitted.
var rules = []string{"--isolated", "--no-cache", "--line-length=160"}

// standing makes what the sources import where they stand, beside each other: a config.py with every field of the blueprint, and a
// model.py for the scripts. It returns the folders to look for modules in.
func standing(t *testing.T, m *blueprint.Model) string {
	dir := t.TempDir()
	var b strings.Builder
	b.WriteString("from dataclasses import dataclass\n")
	for _, class := range []string{"Config", "Training", "Blueprint"} {
		fmt.Fprintf(&b, "\n\n@dataclass(frozen=True)\nclass %s:\n", class)
		for i := range blueprint.Fields {
			f := &blueprint.Fields[i]
			switch v := f.Value(&m.State); {
			case v.CanInt():
				fmt.Fprintf(&b, "    %s: int = %d\n", f.Key, v.Int())
			case v.CanFloat():
				fmt.Fprintf(&b, "    %s: float = %s\n", f.Key, strconv.FormatFloat(v.Float(), 'e', -1, 64))
			case v.Kind() == reflect.Bool:
				fmt.Fprintf(&b, "    %s: bool = bool(%d)\n", f.Key, map[bool]int{true: 1}[v.Bool()])
			case f.Type == reflect.TypeFor[blueprint.Sizes]():
				fmt.Fprintf(&b, "    %s: tuple[int, ...] = ()\n", f.Key)
			case f.Type == reflect.TypeFor[blueprint.List]():
				fmt.Fprintf(&b, "    %s: tuple[str, ...] = ()\n", f.Key)
			default:
				fmt.Fprintf(&b, "    %s: str = %s\n", f.Key, python.Quote(v.String()))
			}
		}
	}
	put(t, filepath.Join(dir, "config.py"), []byte(b.String()))
	put(t, filepath.Join(dir, "model.py"), []byte(emitted(t, m, "code/model.py")))
	refusal, err := os.ReadFile("scripts/refusal.py") // what rooms that read data use
	if err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(dir, "scripts", "refusal.py"), refusal)
	return dir
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	full, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return full
}

// modules lists the rooms and the wiring as Python knows them: "layer.attention.attention".
func modules(t *testing.T) []string {
	var list []string
	for _, pattern := range []string{"../../blueprint/layer/*/*.py", "../../blueprint/arch/*/*.py"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("no %s: %v", pattern, err)
		}
		for _, file := range files {
			name := strings.TrimSuffix(strings.TrimPrefix(filepath.ToSlash(file), "../../blueprint/"), ".py")
			list = append(list, strings.ReplaceAll(name, "/", "."))
		}
	}
	return list
}

func TestSourcesAreClean(t *testing.T) {
	bin := python3(t, "ruff")
	here := []string{absolute(t, "scripts"), absolute(t, "../../blueprint"), absolute(t, "testdata")}
	succeeds(t, ".", nil, append(append([]string{bin, "-m", "ruff", "check", "--select=E,F,W,UP,B", "--ignore=B008", "--exclude=reference.py,cache.py"}, rules...), here...)...)
	succeeds(t, ".", nil, append(append([]string{bin, "-m", "ruff", "format", "--check", "--exclude=reference.py,cache.py"}, rules...), here...)...)
}

func TestSourcesAreTyped(t *testing.T) {
	bin := python3(t, "mypy", "torch")
	dir := standing(t, model(t, "bytes", byteModel))
	places := []string{absolute(t, "../../blueprint"), dir}
	args := []string{bin, "-m", "mypy", "--namespace-packages", "--explicit-package-bases", "--cache-dir", absolute(t, "../../.mypy_cache")}
	for _, module := range modules(t) {
		args = append(args, "-m", module)
	}
	succeeds(t, dir, []string{"MYPYPATH=" + strings.Join(places, string(os.PathListSeparator))}, args...)
}

// TestSourcesRun imports every source where it stands, and builds the model that those of a decoder make up there.
func TestSourcesRun(t *testing.T) {
	bin := python3(t, "torch", "pytest")
	t.Parallel()
	dir := standing(t, model(t, "bytes", byteModel))
	env := []string{"PYTHONPATH=" + strings.Join([]string{absolute(t, "../../blueprint"), dir}, string(os.PathListSeparator))}
	code := "import importlib\nfor name in '" + strings.Join(modules(t), " ") + "'.split():\n    importlib.import_module(name)\n" +
		"import torch\nfrom arch.decoder.model import MetaGenModel\n" +
		"tokens = torch.zeros(2, 9, dtype=torch.long)\nlogits, loss = MetaGenModel()(tokens, tokens)\nprint(tuple(logits.shape), loss.isfinite().item())\n"
	if out := succeeds(t, dir, env, bin, "-c", code); strings.TrimSpace(out) != "(2, 9, 256) True" {
		t.Errorf("the model of the sources gives %s", out)
	}
}

func TestOutputIsCleanAndTyped(t *testing.T) {
	dir := t.TempDir()
	var packages, folders []string
	for _, m := range variants(t) {
		folders = append(folders, write(t, dir, m))
		packages = append(packages, "-p", m.Package+".code")
	}
	t.Run("ruff", func(t *testing.T) {
		bin := python3(t, "ruff")
		succeeds(t, dir, nil, append(append([]string{bin, "-m", "ruff", "check", "--select=E,F,W,UP,B,I", "--ignore=B008"}, rules...), folders...)...)
		succeeds(t, dir, nil, append(append([]string{bin, "-m", "ruff", "format", "--check"}, rules...), folders...)...)
	})
	t.Run("mypy", func(t *testing.T) {
		bin := python3(t, "mypy", "torch")
		succeeds(t, dir, nil, append([]string{bin, "-m", "mypy", "--cache-dir", absolute(t, "../../.mypy_cache")}, packages...)...)
	})
}
