package latex

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
)

// compiled writes a paper and sets it as its Makefile does; it returns the folder, the log and the text of the PDF, in one line.
func compiled(t *testing.T, m *blueprint.Model) (dir, log, text string) {
	t.Helper()
	for _, tool := range []string{"latexmk", "pdflatex", "bibtex", "pdftotext", "make"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip("the paper: no " + tool + " on the path; install TeX Live, latexmk, poppler-utils and make")
		}
	}
	dir = t.TempDir()
	if keep := os.Getenv("METAGEN_PAPERS"); keep != "" { // to look at the papers
		dir = filepath.Join(keep, t.Name())
	}
	for path, text := range filesOf(t, m) {
		file := filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	run := exec.Command("make")
	run.Dir = dir
	out, err := run.CombinedOutput()
	data, _ := os.ReadFile(filepath.Join(dir, "main.log"))
	log = string(data)
	if err != nil {
		t.Fatalf("make: %v\n%s", err, tail(string(out)+log, 3000))
	}
	for _, bad := range []string{"Overfull", "undefined", "multiply defined", "Missing character", "\n! ", "not provided by"} {
		if at := strings.Index(log, bad); at >= 0 {
			t.Errorf("the log has %q: %s", bad, log[max(0, at-200):min(len(log), at+300)])
		}
	}
	bibliography, _ := os.ReadFile(filepath.Join(dir, "main.blg"))
	if strings.Contains(string(bibliography), "Warning--") {
		t.Errorf("bibtex warns: %s", bibliography)
	}
	shown, err := exec.Command("pdftotext", "-nopgbrk", filepath.Join(dir, "main.pdf"), "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	text = strings.Join(strings.Fields(string(shown)), " ")
	if total := blueprint.Thousands(m.State.TotalParams); !strings.Contains(text, total) {
		t.Errorf("the paper does not show its %s parameters", total)
	}
	return dir, log, text
}

func tail(text string, n int) string { return text[max(0, len(text)-n):] }

func TestPaperOfLargeModel(t *testing.T) {
	t.Parallel()
	_, _, text := compiled(t, modelOf(t, "text_llm_8b.yaml", largeSpec, nil))
	for _, want := range []string{"text_llm_8b", "6,887,976,960", "MMLU, a benchmark: not measured", "perplexity, a metric: not measured", "missed", "151.2 GB", "not measured"} {
		if !strings.Contains(text, want) {
			t.Errorf("the paper does not show %q", want)
		}
	}
}

func TestPaperOfPresets(t *testing.T) {
	for _, preset := range []string{"qwen3-30b-a3b", "gpt2", "phi-2"} {
		t.Run(preset, func(t *testing.T) {
			t.Parallel()
			compiled(t, modelOf(t, preset+".yaml", likeSpec(preset, ""), nil))
		})
	}
}

// Whatever a text says, it is shown and not obeyed.
func TestPaperOfHostileSpec(t *testing.T) {
	t.Parallel()
	m := hostileModel(t)
	m.Results = []blueprint.Result{
		{Benchmark: hostile, Metric: hostile, Value: 1.5e-7, Data: hostile, SHA256: strings.Repeat("ab", 32), Count: 12345, Unit: hostile, Step: 7, Device: hostile, Precision: hostile},
		{Metric: "perplexity", Value: 12.25},
	}
	dir, log, text := compiled(t, m)
	for _, want := range []string{`\input{/etc/passwd}`, `\end{document}`, `^^41^^M`, "$x_1^2$", "[U+4E2D]", "[U+202E]", "[U+0007]", "[U+1F600]", "[U+041F]", "é à ü ñ ß ø Ł ő ş ž", "12.25"} {
		if !strings.Contains(text, want) {
			t.Errorf("the paper does not show %q", want)
		}
	}
	read, err := os.ReadFile(filepath.Join(dir, "main.fls"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(read), "passwd") || strings.Contains(log, "runsystem") {
		t.Error("setting the paper read a file or ran a command that a text names")
	}
}

// A model of no architecture that is known here, with few fields, a deep tree, a wide one, and long names.
func TestPaperOfOddTree(t *testing.T) {
	t.Parallel()
	compiled(t, oddModel())
}

func oddModel() *blueprint.Model {
	long := strings.Repeat("very_long_module_name", 4)
	kind := &blueprint.Kind{Name: "an_unusual_kind & more", Doc: "It does 100% of the work."}
	leaf := func(name string, from ...string) *blueprint.Node {
		n := blueprint.Linear(name, 1<<8, 1<<8, true, from...)
		return n
	}
	deep := leaf("bottom")
	for range 9 {
		deep = &blueprint.Node{Name: "deeper", Kind: kind, Repeat: 3, Children: []*blueprint.Node{leaf("first"), deep, leaf("last", "first", "deeper", "")}}
	}
	wide := &blueprint.Node{Name: long, Kind: kind}
	for i := range 60 {
		wide.Children = append(wide.Children, leaf("branch"+string(rune('a'+i%26))+string(rune('a'+i/26))))
	}
	chain := &blueprint.Node{Name: "chain", Kind: kind, Children: []*blueprint.Node{leaf("a")}}
	for i := range 100 {
		chain.Children = append(chain.Children, leaf(long+string(rune('a'+i%26))+string(rune('a'+i/26)), chain.Children[i].Name, chain.Children[i/2].Name))
	}
	m := &blueprint.Model{
		Package: "odd",
		Arch:    &blueprint.Architecture{Title: "unusual network", Doc: "An unusual network."},
		Root:    &blueprint.Node{Kind: kind, Children: []*blueprint.Node{wide, deep, chain}},
		Method:  "The modules follow one another.\n",
		Kinds:   []*blueprint.Kind{kind},
		Task:    &blueprint.Task{Doc: "It does 100% of nothing.", Example: func(*blueprint.State) string { return "one & only {odd} example" }},
		Trace:   blueprint.Trace{"name": "odd.yaml:1", "hidden_size": "odd.yaml:2", "precision": "default"},
	}
	m.State = blueprint.State{Name: "odd", HiddenSize: 1 << 8, Precision: "float32"}
	m.State.SequenceLength = 1
	m.State = m.Account()
	for _, key := range []string{"total_params", "trainable_params", "forward_flops"} {
		m.Trace[key] = "exact"
	}
	return m
}

// No macro of the blueprint, for any field, takes a name that LaTeX or a package of the preamble uses: \newcommand would refuse it, or
// a package that redefines it at \begin{document} would change the value.
func TestMacroNamesAreFree(t *testing.T) {
	if _, err := exec.LookPath("pdflatex"); err != nil {
		t.Skip("the paper: no pdflatex on the path; install TeX Live")
	}
	var b strings.Builder
	b.WriteString(preamble + "\\begin{document}\n")
	check := func(name string) {
		b.WriteString(`\ifdefined\` + name + `\typeout{TAKEN ` + name + `}\fi` + "\n")
	}
	letters := regexp.MustCompile(`^[A-Za-z]+$`)
	for i := range blueprint.Fields {
		name := blueprint.Fields[i].GoName
		if !letters.MatchString(name) {
			t.Errorf("%s cannot be a macro: it has more than letters", name)
			continue
		}
		if blueprint.FieldByGoName(name+"Short") != nil {
			t.Errorf("%sShort is a field, and the short form of another", name)
		}
		check(name)
		check(name + "Short")
	}
	check("GoPackage")
	b.WriteString("\\typeout{ALL CHECKED}text\\end{document}\n")
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "names.tex"), []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	run := exec.Command("pdflatex", "-interaction=nonstopmode", "-halt-on-error", "names.tex")
	run.Dir = dir
	out, err := run.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "ALL CHECKED") {
		t.Fatalf("%v\n%s", err, tail(string(out), 2000))
	}
	for _, line := range strings.Split(string(out), "\n") {
		if name, ok := strings.CutPrefix(line, "TAKEN "); ok {
			t.Errorf("LaTeX or a package has a macro \\%s already", name)
		}
	}
}
