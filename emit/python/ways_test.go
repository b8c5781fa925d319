package python_test

import (
	"archive/zip"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWaysToRun starts the project in every way that its users do. "code" is a module of Python's standard library too, which pdb and torch
// import: none of the ways may lose that one, or this package.
func TestWaysToRun(t *testing.T) {
	bin := python3(t, "torch", "pytest")
	dir := t.TempDir()
	folder := write(t, dir, model(t, "tinylm", byteModel))
	code, elsewhere := filepath.Join(folder, "code"), t.TempDir()
	installed := install(t, bin, code)
	pytest := filepath.Join(filepath.Dir(bin), "pytest")
	quick := []string{"-q", "-p", "no:cacheprovider", "-k", "sees_no_later_token"}
	standard := "import pdb, code, torch\nassert issubclass(code.InteractiveConsole, code.InteractiveInterpreter) and pdb.Pdb\n"
	for _, way := range []struct {
		name, dir, path string
		args            []string
		want            string
	}{
		{"a file", elsewhere, "", []string{bin, filepath.Join(code, "train.py"), "--help"}, "usage: train.py"},
		{"a file, in its folder", code, "", []string{bin, "infer.py", "--help"}, "usage: infer.py"},
		{"a module, from the parent folder", dir, "", []string{bin, "-m", "tinylm.code.eval", "--help"}, "usage: eval.py"},
		{"a module, from the package's folder", folder, "", []string{bin, "-m", "code.train", "--help"}, "usage: train.py"},
		{"an import, from the parent folder", dir, "", []string{bin, "-c", standard + "from tinylm.code import Config, MetaGenModel\nprint(MetaGenModel().num_parameters())"}, "164160"},
		{"an import, from the package's folder", folder, "", []string{bin, "-c", standard + "from code.model import MetaGenModel\nprint(MetaGenModel().num_parameters())"}, "164160"},
		{"pdb alone, from the package's folder", folder, "", []string{bin, "-S", "-c", "import pdb, code\nprint(code.interact.__module__, pdb.Pdb.__module__)"}, "code pdb"},
		{"pytest code", folder, "", append([]string{pytest, "code"}, quick...), "1 passed"},
		{"pytest, from the parent folder", dir, "", append([]string{pytest, "tinylm/code"}, quick...), "1 passed"},
		{"pytest on the file", elsewhere, "", append([]string{pytest, filepath.Join(code, "test_model.py")}, quick...), "1 passed"},
		{"python -m pytest code", folder, "", append([]string{bin, "-m", "pytest", "code"}, quick...), "1 passed"},
		{"pytest, in its folder", code, "", append([]string{pytest}, quick...), "1 passed"},
		{"installed, a module", elsewhere, installed, []string{bin, "-m", "tinylm.train", "--help"}, "usage: train.py"},
		{"installed, an import", elsewhere, installed, []string{bin, "-c", standard + "from tinylm import Config, MetaGenModel\nprint(MetaGenModel(Config(layers=1)).num_parameters())"}, "98496"},
		{"installed, a command", elsewhere, installed, []string{bin, "-c", "import sys\nfrom importlib.metadata import entry_points\nsys.argv = ['tinylm-eval', '--help']\nentry_points(group='console_scripts')['tinylm-eval'].load()()"}, "usage: tinylm-eval"},
		{"installed, its test", elsewhere, installed, append([]string{bin, "-m", "pytest", "--pyargs", "tinylm"}, quick...), "1 passed"},
	} {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			env := []string{"PYTHONPATH=" + way.path}
			if out := succeeds(t, way.dir, env, way.args...); !strings.Contains(out, way.want) {
				t.Errorf("%s in %s says %s", strings.Join(way.args, " "), way.dir, out)
			}
		})
	}
}

// install builds the project's wheel and unpacks it, as pip does, into a folder that it returns.
func install(t *testing.T, bin, code string) string {
	t.Helper()
	python3(t, "setuptools")
	wheels, site := t.TempDir(), t.TempDir()
	succeeds(t, code, nil, bin, "-c", "from setuptools import build_meta\nbuild_meta.build_wheel("+`"`+filepath.ToSlash(wheels)+`"`+")")
	files, err := filepath.Glob(filepath.Join(wheels, "tinylm-0.0.0-*.whl"))
	if err != nil || len(files) != 1 {
		t.Fatalf("wheels %v: %v", files, err)
	}
	archive, err := zip.OpenReader(files[0])
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	if err := os.CopyFS(site, archive); err != nil {
		t.Fatal(err)
	}
	return site
}

// TestWithoutTorch holds that what misses says so.
func TestWithoutTorch(t *testing.T) {
	bin := python3(t)
	dir := t.TempDir()
	folder := write(t, dir, model(t, "tinylm", byteModel))
	for _, args := range [][]string{
		{"code/train.py"}, {"code/infer.py"}, {"code/eval.py"}, {"code/data.py"}, {"code/model.py"}, {"-m", "code.train"}, {"-c", "import sys; sys.path.insert(0, '..'); import tinylm.code"},
	} {
		c := (&command{dir: folder}).run(t, append([]string{bin, "-S"}, args...)...)
		if c.code == 0 || !strings.HasSuffix(strings.TrimSpace(c.out), "ImportError: this model runs on PyTorch: pip install torch") {
			t.Errorf("%v without torch: exit %d\n%s", args, c.code, c.out)
		}
	}
}
