package python

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// linked is what the sources of one emitted file come to: the imports that stay, and the bodies as they stand.
type linked struct {
	plain map[string]bool            // "import torch"
	from  map[string]map[string]bool // module -> names
	body  []string
}

// local are the modules that linking resolves: rooms, wiring and the generated dataclasses.
func local(module string) bool {
	top, _, _ := strings.Cut(module, ".")
	return top == "layer" || top == "arch" || top == "config"
}

// link joins sources: their imports of each other are dropped, since what these name stands further up in the same
// file, all others are merged, and the bodies follow each other untouched. A source that stands twice is taken once.
func link(sources []blueprint.Source) (*linked, error) {
	out := &linked{plain: map[string]bool{}, from: map[string]map[string]bool{}}
	defined := map[string]string{"Config": "config", "Training": "config"}
	seen := map[string]bool{}
	for _, src := range sources {
		if seen[src.Path] {
			continue
		}
		seen[src.Path] = true
		if err := out.add(src, defined); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (l *linked) add(src blueprint.Source, defined map[string]string) error {
	head, body := split(src.Text)
	for _, line := range head {
		module, names, isFrom := parseImport(line)
		switch {
		case !isFrom:
			l.plain[line] = true
		case local(module):
			for _, name := range names {
				if defined[name] == "" {
					return fmt.Errorf("%s: %s is not defined by a source before it", src.Path, name)
				}
			}
		default:
			if l.from[module] == nil {
				l.from[module] = map[string]bool{}
			}
			for _, name := range names {
				l.from[module][name] = true
			}
		}
	}
	for _, name := range definitions(body) {
		if other, ok := defined[name]; ok {
			return fmt.Errorf("%s: %s is defined in %s too", src.Path, name, other)
		}
		defined[name] = src.Path
	}
	l.body = append(l.body, body)
	return nil
}

// split parts a source into its import lines and the body after them.
func split(text string) (imports []string, body string) {
	rest := text
	for rest != "" {
		line, after, _ := strings.Cut(rest, "\n")
		switch {
		case line == "":
		case strings.HasPrefix(line, "import "), strings.HasPrefix(line, "from "):
			imports = append(imports, line)
		default:
			return imports, strings.TrimRight(rest, "\n")
		}
		rest = after
	}
	return imports, ""
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
		for _, keyword := range []string{"class ", "def "} {
			if rest, ok := strings.CutPrefix(line, keyword); ok {
				names = append(names, rest[:strings.IndexAny(rest, "(:")])
			}
		}
	}
	return names
}

// importBlocks writes the imports: the standard library's, then the others, each "import" before "from", sorted.
func (l *linked) importBlocks() (standard, others []string) {
	put := func(module, line string) {
		if top, _, _ := strings.Cut(module, "."); top == "torch" {
			others = append(others, line)
		} else {
			standard = append(standard, line)
		}
	}
	for _, line := range sorted(l.plain) {
		put(strings.TrimPrefix(line, "import "), line)
	}
	for _, module := range sorted(l.from) {
		names := sorted(l.from[module])
		sort.SliceStable(names, func(i, j int) bool { return isClass(names[i]) && !isClass(names[j]) })
		put(module, "from "+module+" import "+strings.Join(names, ", "))
	}
	return standard, others
}

func isClass(name string) bool { return name[0] >= 'A' && name[0] <= 'Z' }

func sorted[V any](set map[string]V) []string {
	list := make([]string, 0, len(set))
	for key := range set {
		list = append(list, key)
	}
	slices.Sort(list)
	return list
}
