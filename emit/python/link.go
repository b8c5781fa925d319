package python

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode"

	"github.com/metagen-go/metagen/blueprint"
)

// linked is what the sources of one emitted file come to: the imports that stay, and the bodies as they stand.
type linked struct {
	doc      string                     // the docstring, quotes included
	plain    map[string]bool            // "import torch"
	from     map[string]map[string]bool // module -> names
	siblings map[string]map[string]bool // other emitted file -> names
	classes  map[string]bool            // generated dataclasses that it imports: "Config"
	body     []string
	defined  map[string]string // name -> where it is defined
	model    *linked           // model.py, for a script
}

// link joins sources: their imports of each other are dropped, since what these name stands further up in the same
// file, all others are merged, and the bodies follow each other untouched. A source that stands twice is taken once.
// siblings are the files that these may import from, linked before.
func link(sources []blueprint.Source, siblings map[string]*linked) (*linked, error) {
	out := &linked{
		plain: map[string]bool{}, from: map[string]map[string]bool{}, siblings: map[string]map[string]bool{},
		classes: map[string]bool{}, defined: map[string]string{}, model: siblings["model"],
	}
	for _, g := range generated {
		out.defined[g.class] = "config"
	}
	seen := map[string]bool{}
	for _, src := range sources {
		if seen[src.Path] {
			continue
		}
		seen[src.Path] = true
		if err := out.add(src, siblings); err != nil {
			return nil, fmt.Errorf("%s: %w", src.Path, err)
		}
	}
	return out, nil
}

func (l *linked) add(src blueprint.Source, siblings map[string]*linked) error {
	doc, head, body := split(src.Text)
	if doc != "" {
		l.doc = doc
	}
	for _, line := range head {
		module, names, isFrom := parseImport(line)
		if !isFrom {
			l.plain[line] = true
			continue
		}
		if err := l.resolve(module, names, siblings); err != nil {
			return err
		}
	}
	for _, name := range definitions(body) {
		if other, ok := l.defined[name]; ok {
			return fmt.Errorf("%s is defined in %s too", name, other)
		}
		l.defined[name] = src.Path
	}
	l.body = append(l.body, body)
	return nil
}

// resolve sees to one import: of a generated dataclass, of a source of this file, of another emitted file, or of a library.
func (l *linked) resolve(module string, names []string, siblings map[string]*linked) error {
	file := siblings[module]
	for _, name := range names {
		known := true
		switch {
		case module == "config":
			known = l.defined[name] == "config"
			l.classes[name] = true
		case inFile(module):
			known = l.defined[name] != ""
		case file != nil:
			known = file.defined[name] != "" && (file.defined[name] != "config" || file.classes[name])
			put(l.siblings, module, name)
		default:
			put(l.from, module, name)
		}
		if !known {
			return fmt.Errorf("%s is not defined in %s, or not before this", name, module)
		}
	}
	return nil
}

// inFile tells whether a module is a source: of the model, or one that a script is put together from.
func inFile(module string) bool {
	top, _, _ := strings.Cut(module, ".")
	return slices.Contains([]string{"layer", "arch", "task", "scripts", "prepare", "measure"}, top)
}

func put(imports map[string]map[string]bool, module, name string) {
	if imports[module] == nil {
		imports[module] = map[string]bool{}
	}
	imports[module][name] = true
}

// split parts a source into its docstring, its import lines and the body after them.
func split(text string) (doc string, imports []string, body string) {
	const quotes = `"""`
	rest := text
	if strings.HasPrefix(text, quotes) {
		end := strings.Index(text[len(quotes):], quotes) + 2*len(quotes)
		doc, rest = text[:end], text[end:]
	}
	for rest != "" {
		line, after, _ := strings.Cut(rest, "\n")
		switch {
		case line == "":
		case strings.HasPrefix(line, "import "), strings.HasPrefix(line, "from "):
			imports = append(imports, line)
		default:
			return doc, imports, strings.TrimRight(rest, "\n")
		}
		rest = after
	}
	return doc, imports, ""
}

func parseImport(line string) (module string, names []string, isFrom bool) {
	rest, isFrom := strings.CutPrefix(line, "from ")
	if !isFrom {
		return strings.TrimPrefix(line, "import "), nil, false
	}
	module, list, _ := strings.Cut(rest, " import ")
	return module, strings.Split(list, ", "), true
}

// definitions lists the names that a body defines at its top level.
func definitions(body string) []string {
	var names []string
	for line := range strings.Lines(body) {
		if name, _, ok := strings.Cut(line, " = "); ok && !strings.ContainsFunc(name, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			names = append(names, name)
		}
		for _, keyword := range []string{"class ", "def "} {
			if rest, ok := strings.CutPrefix(line, keyword); ok {
				names = append(names, rest[:strings.IndexAny(rest, "(:")])
			}
		}
	}
	return names
}

// file writes the Python file: docstring, imports, the dataclasses of what its sources read, and these. Without torch it
// fails with a sentence that says so.
func (l *linked) file(m *blueprint.Model, doc string) ([]byte, error) {
	var classes strings.Builder
	for _, g := range generated {
		if !l.classes[g.class] {
			continue
		}
		put(l.from, "dataclasses", "dataclass")
		text, err := l.dataclass(g.class, g.object, m)
		if err != nil {
			return nil, err
		}
		classes.WriteString("\n\n" + text)
	}
	if len(l.siblings) > 0 {
		put(l.from, "typing", "TYPE_CHECKING")
	}
	var b strings.Builder
	b.WriteString(header(m) + doc + "\n")
	l.writeImports(&b)
	b.WriteString(classes.String())
	for _, body := range l.body {
		b.WriteString("\n\n" + body + "\n")
	}
	return []byte(b.String()), nil
}

// writeImports writes those of the standard library, those of other packages, those of torch, and those of files beside this one, which
// are found whether the file runs as a part of a package or by itself.
func (l *linked) writeImports(b *strings.Builder) {
	groups := map[string][]string{}
	add := func(module, line string) {
		group, _, _ := strings.Cut(module, ".")
		switch {
		case group == "torch":
		case strings.Contains("\n"+reserved, "\n"+group+"\n") && group != "pytest" && group != "numpy":
			group = "standard"
		default:
			group = "other"
		}
		groups[group] = append(groups[group], line)
	}
	for _, line := range sorted(l.plain) {
		module, _, _ := strings.Cut(strings.TrimPrefix(line, "import "), " ")
		add(module, line)
	}
	for _, module := range sorted(l.from) {
		add(module, fromImport(module, l.from[module]))
	}
	for _, group := range []string{"standard", "other"} {
		if lines := groups[group]; len(lines) > 0 {
			b.WriteString("\n" + strings.Join(lines, "\n") + "\n")
		}
	}
	if lines := groups["torch"]; len(lines) > 0 {
		b.WriteString("\ntry:\n    " + strings.Join(lines, "\n    "))
		b.WriteString("\nexcept ImportError as error:\n    raise ImportError(\"this model runs on PyTorch: pip install torch\") from error\n")
	}
	if len(l.siblings) > 0 {
		var inside, alone string
		for _, file := range sorted(l.siblings) {
			inside += "    " + fromImport("."+file, l.siblings[file]) + "\n"
			alone += "    " + fromImport(file, l.siblings[file]) + "\n"
		}
		b.WriteString("\nif TYPE_CHECKING or __package__:\n" + inside + "else:  # run as a file\n" + alone)
	}
}

// fromImport writes an import with its names in ruff's order: constants, classes, then the others.
func fromImport(module string, set map[string]bool) string {
	names := sorted(set)
	sort.SliceStable(names, func(i, j int) bool { return rank(names[i]) < rank(names[j]) })
	return "from " + module + " import " + strings.Join(names, ", ")
}

func rank(name string) int {
	switch {
	case len(name) > 1 && strings.ToUpper(name) == name:
		return 0
	case name[0] >= 'A' && name[0] <= 'Z':
		return 1
	}
	return 2
}

func sorted[V any](set map[string]V) []string {
	list := make([]string, 0, len(set))
	for key := range set {
		list = append(list, key)
	}
	slices.Sort(list)
	return list
}
