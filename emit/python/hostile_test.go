package python_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"gopkg.in/yaml.v3"
)

// hostile are texts that break out of a string, a comment or a line where they can.
var hostile = []string{
	`quotes " and ' and """ and '''`, `a backslash at the end \`, `\" \n \x00 \u`, "two\nlines\r\nand\rmore\u2028and\u2029more", "tab\tbell\a nul\x00 escape\x1b[31m",
	`../../etc/passwd`, `$HOME $(touch pwned) ` + "`touch pwned`" + ` ${IMAGE:?}`, `%s %d %! %%`, `# comment; rm -rf / && true | cat > x`, `{braces} [brackets] {{ template }} <script>alert(1)</script>`,
	"中文 Ελληνικά 🙂 é e\u0301", "\u202eright to left\u202c \u2066isolated\u2069 \ufeff", strings.Repeat("long", 2000), `: - yaml: [1, 2`, "\"\"\"\nimport os\nos.abort()\n\"\"\"", "invalid \xff utf-8", "", " ",
}

func TestHostileTexts(t *testing.T) {
	bin := python3(t)
	dir := t.TempDir()
	for i, text := range hostile {
		m := model(t, fmt.Sprintf("hostile%d", i), byteModel)
		s := &m.State
		s.Name, s.Description, s.Version, s.Hardware, s.Accelerators = blueprint.Text(text), blueprint.Text(text), blueprint.Text(text), blueprint.Text(text), 8
		s.Spec = blueprint.Text(text)
		s.Benchmarks = blueprint.JoinList([]string{text, "other"})
		write(t, dir, m)
	}
	projects := strings.Split(strings.TrimSpace(succeeds(t, dir, nil, bin, absolute(t, "testdata/parses.py"), dir)), "\n")
	if len(projects) != len(hostile) {
		t.Fatalf("%d projects of %d", len(projects), len(hostile))
	}
	for _, project := range projects {
		var p struct{ Version, Description string }
		if err := json.Unmarshal([]byte(project), &p); err != nil || p.Version != "0.0.0" || strings.ContainsAny(p.Description, "\n\r\x00\x1b\u202e") {
			t.Errorf("%s: %v", project, err)
		}
	}
	if !slices.ContainsFunc(projects, func(p string) bool { return strings.Contains(p, `quotes \" and ' and \"\"\" and '''`) }) {
		t.Errorf("no project has its description as the spec has it: %s", projects)
	}
	for _, pattern := range []string{"*/code/launch/slurm.sh", "*/code/launch/kubernetes.yaml"} {
		files, _ := filepath.Glob(filepath.Join(dir, pattern))
		if len(files) != len(hostile) {
			t.Fatalf("%d of %s", len(files), pattern)
		}
		for _, file := range files {
			checkLauncher(t, file)
		}
	}
}

func checkLauncher(t *testing.T, file string) {
	t.Helper()
	if strings.HasSuffix(file, ".yaml") {
		var job struct{ Kind string }
		if err := yaml.Unmarshal(must(os.ReadFile(file)), &job); err != nil || job.Kind != "Job" {
			t.Errorf("%s: %v", file, err)
		}
		return
	}
	if out, err := exec.Command("bash", "-n", file).CombinedOutput(); err != nil {
		t.Errorf("%s: %v %s", file, err, out)
	}
	var code []string
	for line := range strings.Lines(string(must(os.ReadFile(file)))) {
		if !strings.HasPrefix(line, "#") {
			code = append(code, line)
		}
	}
	if first := strings.Join(code[:2], ""); first != "set -euo pipefail\n\n" {
		t.Errorf("%s runs %q first", file, first)
	}
}

// TestSlurmScript runs the script with an srun that prints what it is told to run.
func TestSlurmScript(t *testing.T) {
	dir := t.TempDir()
	folder := write(t, dir, model(t, "tinylm", byteModel))
	code, tools := filepath.Join(folder, "code"), t.TempDir()
	put(t, filepath.Join(tools, "srun"), []byte("#!/bin/sh\nprintf '%s\\n' \"$@\"\n"))
	if err := os.Chmod(filepath.Join(tools, "srun"), 0o755); err != nil {
		t.Fatal(err)
	}
	path := "PATH=" + tools + ":/usr/bin:/bin"
	for _, test := range []struct {
		dir  string
		env  []string
		code int
		want string
	}{
		{code, []string{path, "DATA=/data/my corpus.txt"}, 0, "python\n" + code + "/train.py\n--data\n/data/my corpus.txt\n--out\nout\n--resume\n--steps\n5\n"},
		{dir, []string{path, "DATA=x", "OUT=y", "PYTHON=python9", "SLURM_SUBMIT_DIR=" + code}, 0, "python9\n" + code + "/train.py\n--data\nx\n--out\ny\n--resume\n--steps\n5\n"},
		{code, []string{path}, 1, "DATA: set DATA to the file to train on"},
		{dir, []string{path, "DATA=x"}, 2, "there is no " + dir + "/train.py: submit this from the folder that holds it"},
	} {
		run := exec.Command("bash", filepath.Join(code, "launch", "slurm.sh"), "--steps", "5")
		run.Dir, run.Env = test.dir, test.env
		out, _ := run.CombinedOutput()
		if got := run.ProcessState.ExitCode(); got != test.code || !strings.Contains(string(out), test.want) {
			t.Errorf("%v in %s: exit %d, %q", test.env, test.dir, got, out)
		}
	}
}

// TestReservedNames holds reserved.txt against Python's own lists.
func TestReservedNames(t *testing.T) {
	bin := python3(t)
	out := succeeds(t, ".", nil, bin, "-c", "import keyword, sys\nprint(*sorted({*sys.stdlib_module_names, *keyword.kwlist, *keyword.softkwlist}))")
	known := strings.Fields(string(must(os.ReadFile("reserved.txt"))))
	for _, name := range strings.Fields(out) {
		if plain := strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789") == ""; plain && !slices.Contains(known, name) {
			t.Errorf("Python has a %s, which reserved.txt lacks", name)
		}
	}
	if !slices.IsSorted(known) {
		t.Error("reserved.txt is not sorted")
	}
}
