package docs

import (
	"slices"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// keywords of Python, which no import can name.
var keywords = []string{"and", "as", "assert", "async", "await", "class", "def", "del", "elif", "except", "finally", "from", "global", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "try", "while", "with", "yield"}

// use shows how the emitted scripts are run.
func (f *facts) use(p page) {
	s := &f.State
	p.heading(2, "How to use it")
	data, ask := f.Task.Data(s), f.Task.Ask(s)
	install := "In the folder of this package, with PyTorch installed. "
	if len(f.Task.Requires) > 0 {
		install = "In the folder of this package, with PyTorch and what code/pyproject.toml names installed. "
	}
	p.para(plain(install), code(data), plain(" stands for your data, whose format is below:"))
	p.code("bash", "python code/train.py --data "+data+" --out out\n"+
		"python code/infer.py --checkpoint out/checkpoint.pt "+ask+"\n"+
		"python code/eval.py --checkpoint out/checkpoint.pt --data "+data+"\n")
	p.para(plain("A smaller model of the same kind, to try the scripts on a small machine; the figures in this document are not those of that model:"))
	small := f.smaller()
	p.code("bash", "python code/train.py --data "+data+" --out small \\\n    "+shellFlags(small)+" \\\n    "+strings.TrimLeft(f.Task.Small(s)+" ", " ")+"--batch-size 16 --steps 200\n"+
		"python code/infer.py --checkpoint small/checkpoint.pt "+ask+"\n")
	from, place := f.Package+".code.model", "In Python, from the folder that holds this package:"
	if f.Package == "" || slices.Contains(keywords, f.Package) {
		from, place = "model", "In Python, from this package's folder code:"
	}
	p.para(plain(place))
	p.code("python", "import torch\n\n"+
		"from "+from+" import Config, MetaGenModel\n\n"+
		"with torch.device(\"meta\"):  # shapes only, no memory\n"+
		"    model = MetaGenModel()\n"+
		"print(f\"{model.num_parameters():,}\")  # "+blueprint.Thousands(s.TotalParams)+"\n\n"+
		"small = MetaGenModel(Config("+strings.Join(literals(small), ", ")+"))\n")
}

// literals are settings as Python writes them: several numbers as a tuple.
func literals(settings []string) []string {
	list := slices.Clone(settings)
	for i, x := range list {
		if name, items, _ := strings.Cut(x, "="); strings.Contains(items, ", ") {
			list[i] = name + "=(" + items + ")"
		}
	}
	return list
}

// smaller lists the dims that a small model has otherwise, as name=value: those of its size, so that it takes the same data.
func (f *facts) smaller() []string {
	small := f.State
	f.Arch.Tiny(&small)
	read := map[string]bool{} // by the code, so that its Config has it
	for _, s := range f.Sources {
		blueprint.Attributes(read, "config", s.Text)
	}
	var list []string
	for _, key := range f.Arch.Fields {
		field := blueprint.FieldByKey(key)
		if !field.Value(&small).Equal(field.Value(&f.State)) && !slices.Contains([]string{"vocab_size", "max_seq_len", "source_length", "dropout"}, key) && read[key] {
			list = append(list, key+"="+value(field, &small))
		}
	}
	return list
}

func shellFlags(settings []string) string {
	flags := make([]string, len(settings))
	for i, x := range settings {
		flags[i] = "--config " + shellWord(x)
	}
	return strings.Join(flags, " ")
}

// reproduce says what the package was made from and how to make it again.
func (f *facts) reproduce(p page) {
	p.heading(2, "Reproducibility")
	p.para(plain("Every number here comes from the constants in the package's Go file, which metagen compiles from the spec. The same spec gives the same bytes:"))
	spec := shellWord(string(f.State.Spec))
	p.code("bash", "metagen "+spec+"        # writes this package\nmetagen check "+spec+"  # says which of its files differ\n")
	p.para(plain("In training, what is left to chance is drawn from the seed."))
	f.fields(p, "Identity")
}

// measuring shows the command that measures a trained model.
func (f *facts) measuring(p page) {
	data := f.Task.Data(&f.State)
	p.para(plain("The package's own eval.py measures " + andList(f.Task.Metrics) + ". By default that is on the last tenth of the data, which training leaves out:"))
	p.code("bash", "python code/eval.py --checkpoint out/checkpoint.pt --data "+data+"\n")
	if list := f.State.Benchmarks.Items(); len(list) > 0 {
		p.para(plain("On the data of a benchmark, all of it:"))
		p.code("bash", "python code/eval.py --checkpoint out/checkpoint.pt --data BENCHMARK --split all --benchmark "+shellWord(list[0])+"\n")
	}
	p.para(plain("It adds what it finds to "), code(blueprint.ResultsFile), plain(", and the next run of metagen shows it here. A model of another size has its results elsewhere, since they are not this one's."))
}

func andList(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	return strings.Join(items[:len(items)-1], ", ") + " and " + items[len(items)-1]
}

// dataFormat says what the emitted data.py reads.
func (f *facts) dataFormat(p page) {
	p.heading(2, "Format of the data")
	p.para(plain("What "), code("code/data.py"), plain(" reads. "+f.Task.Doc))
	var items [][]span
	for _, text := range f.Task.Format(&f.State) {
		items = append(items, backticked(text))
	}
	p.list(items...)
}

// backticked is a text in which code stands between backticks.
func backticked(text string) []span {
	var list []span
	for i, part := range strings.Split(text, "`") {
		switch {
		case part == "":
		case i%2 == 1:
			list = append(list, code(part))
		default:
			list = append(list, plain(part))
		}
	}
	return list
}
