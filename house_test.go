// Package metagen_test holds the whole module to the rules of its house, which DESIGN.md and CONTRIBUTING.md state.
package metagen_test

import (
	"fmt"
	"go/ast"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

const module = "github.com/metagen-go/metagen"

// rule says what a package may import beside the standard library: of this module by folder, of others by module. Of several
// rules for a package, the first counts.
type rule struct {
	pkg  string // a pattern of path.Match; "*" is any one folder
	may  []string
	mods []string
}

// house is the table. A package that is in no rule has no place in the house.
var house = []rule{
	{pkg: "blueprint"},
	{pkg: "blueprint/layer", may: []string{"blueprint", "blueprint/layer/*"}},
	{pkg: "blueprint/layer/*", may: []string{"blueprint"}},
	{pkg: "blueprint/arch", may: []string{"blueprint", "blueprint/arch/*", "blueprint/layer/weights"}},
	{pkg: "blueprint/task/*", may: []string{"blueprint"}},
	{pkg: "blueprint/arch/*", may: []string{"blueprint", "blueprint/layer/*", "blueprint/task/*", "blueprint/arch/*"}}, // arch: one that it contains
	{pkg: "blueprint/spec", may: []string{"blueprint"}, mods: []string{"gopkg.in/yaml.v3", "github.com/google/jsonschema-go"}},
	{pkg: "blueprint/size", may: []string{"blueprint", "blueprint/spec", "blueprint/arch"}},
	{pkg: "gen", may: []string{"blueprint"}, mods: []string{"github.com/dave/jennifer"}},
	{pkg: "emit"},
	{pkg: "emit/data", may: []string{"blueprint", "emit"}, mods: []string{"gopkg.in/yaml.v3"}},
	{pkg: "emit/*", may: []string{"blueprint", "emit"}},
	{pkg: "internal/tree", may: []string{"emit"}, mods: []string{"github.com/rogpeppe/go-internal"}},
	{pkg: "cmd/*", may: []string{"*", "*/*", "*/*/*"}, mods: []string{"*"}},
	{pkg: "examples/*", may: []string{"blueprint", "examples/*/*"}},
	{pkg: "examples/*/*", may: []string{"blueprint"}},
	{pkg: "scripts/*", may: []string{"*", "*/*", "*/*/*"}, mods: []string{"*"}},
}

// breaches lists the imports that the table forbids, by package, and packages that are in no rule.
func breaches(imports map[string][]string, table []rule) []string {
	var list []string
	for pkg, of := range imports {
		at := slices.IndexFunc(table, func(r rule) bool { return match(r.pkg, pkg) })
		if at < 0 {
			list = append(list, fmt.Sprintf("%s has no place in the house", pkg))
			continue
		}
		for _, imported := range of {
			ours, isOurs := strings.CutPrefix(imported, module+"/")
			switch first, _, _ := strings.Cut(imported, "/"); {
			case isOurs && strings.HasPrefix(ours, "cmd/"):
				list = append(list, fmt.Sprintf("%s imports %s, and commands are not imported", pkg, ours))
			case isOurs && !slices.ContainsFunc(table[at].may, func(pattern string) bool { return match(pattern, ours) }):
				list = append(list, fmt.Sprintf("%s imports %s", pkg, ours))
			case !isOurs && strings.Contains(first, ".") && !slices.ContainsFunc(table[at].mods, func(mod string) bool { return mod == "*" || within(imported, mod) }):
				list = append(list, fmt.Sprintf("%s imports %s", pkg, imported))
			}
		}
	}
	slices.Sort(list)
	return list
}

func match(pattern, name string) bool { ok, _ := path.Match(pattern, name); return ok }

func within(imported, mod string) bool {
	return imported == mod || strings.HasPrefix(imported, mod+"/")
}

// load reads every package of the module, without its tests.
func load(t *testing.T) []*packages.Package {
	t.Helper()
	list, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedImports | packages.NeedFiles | packages.NeedSyntax}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < 15 {
		t.Fatalf("only %d packages", len(list))
	}
	return slices.DeleteFunc(list, func(p *packages.Package) bool { return len(p.GoFiles) == 0 })
}

func folder(p *packages.Package) string { return strings.TrimPrefix(p.PkgPath, module+"/") }

// TestHouse holds the packages against the table, and their code against the rules of style that a program can judge.
func TestHouse(t *testing.T) {
	imports := map[string][]string{}
	for _, p := range load(t) {
		for name := range p.Imports {
			imports[folder(p)] = append(imports[folder(p)], name)
		}
		if len(p.Imports) == 0 {
			imports[folder(p)] = nil
		}
		for _, part := range strings.Split(folder(p), "/") {
			if slices.Contains([]string{"util", "utils", "common", "types", "helpers", "helper", "misc", "shared", "base"}, part) {
				t.Errorf("%s: a package is named for what it holds", folder(p))
			}
		}
		documented := false
		for _, file := range p.Syntax {
			documented = documented || file.Doc != nil
			for _, fault := range faults(file) {
				t.Errorf("%s: %s", p.Fset.Position(fault.at.Pos()), fault.what)
			}
		}
		if !documented {
			t.Errorf("%s has no package comment", folder(p))
		}
	}
	for _, b := range breaches(imports, house) {
		t.Error(b)
	}
}

// TestTopLevel: the names at the top stay those of DESIGN.md.
func TestTopLevel(t *testing.T) {
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	known := []string{"blueprint", "cmd", "docs", "emit", "examples", "gen", "internal", "scripts", "testdata"}
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") && !slices.Contains(known, e.Name()) {
			t.Errorf("the folder %s is none of %v", e.Name(), known)
		}
	}
}

// TestToolIsLight: go get -tool of metagen brings at most ten modules along.
func TestToolIsLight(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}", "./cmd/metagen").Output()
	if err != nil {
		t.Fatal(err)
	}
	mods := slices.Compact(slices.Sorted(slices.Values(strings.Fields(string(out)))))
	if mods = slices.DeleteFunc(mods, func(m string) bool { return m == module }); len(mods) == 0 || len(mods) > 10 {
		t.Errorf("%d modules: %v", len(mods), mods)
	}
}

// fault is a place in the code that breaks a rule.
type fault struct {
	at   ast.Node
	what string
}

// faults lists what a file of non-test code does that the house forbids.
func faults(file *ast.File) []fault {
	var list []fault
	add := func(at ast.Node, what string) { list = append(list, fault{at, what}) }
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if d.Name.Name == "init" && d.Recv == nil {
				add(d, "func init: lists are explicit")
			}
			if d.Name.IsExported() && d.Doc == nil && exportedReceiver(d) {
				add(d, d.Name.Name+" is exported, and has no sentence")
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				list = append(list, undocumented(d, spec)...)
				if s, ok := spec.(*ast.TypeSpec); ok {
					if _, is := s.Type.(*ast.InterfaceType); is && s.Name.IsExported() {
						add(s, s.Name.Name+" is an interface that others would implement: kinds are struct values here")
					}
				}
			}
		}
	}
	if file.Name.Name == "main" {
		return list
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && (x.Name == "os" && s.Sel.Name == "Exit" || x.Name == "log" && strings.HasPrefix(s.Sel.Name, "Fatal")) {
				add(s, x.Name+"."+s.Sel.Name+" outside main")
			}
		}
		return true
	})
	return list
}

func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	name := ""
	ast.Inspect(d.Recv.List[0].Type, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && name == "" {
			name = id.Name
		}
		return true
	})
	return ast.IsExported(name)
}

// undocumented lists the exported names of a declaration that have no comment, of their own or their group's.
func undocumented(d *ast.GenDecl, spec ast.Spec) []fault {
	if d.Doc != nil {
		return nil
	}
	switch s := spec.(type) {
	case *ast.TypeSpec:
		if s.Name.IsExported() && s.Doc == nil && s.Comment == nil {
			return []fault{{s, s.Name.Name + " is exported, and has no sentence"}}
		}
	case *ast.ValueSpec:
		if s.Names[0].IsExported() && s.Doc == nil && s.Comment == nil {
			return []fault{{s, s.Names[0].Name + " is exported, and has no sentence"}}
		}
	}
	return nil
}

// TestHouseSeesBreaches: the checks find what they are there to find.
func TestHouseSeesBreaches(t *testing.T) {
	got := breaches(map[string][]string{
		"blueprint":                 {"fmt", module + "/blueprint/spec", "gopkg.in/yaml.v3"},
		"blueprint/layer/attention": {module + "/blueprint", module + "/blueprint/layer/norm"},
		"blueprint/arch/decoder":    {module + "/blueprint/layer/norm", module + "/blueprint/size", module + "/blueprint/arch"},
		"blueprint/size":            {module + "/blueprint/spec", module + "/gen"},
		"emit/latex":                {"text/template", module + "/emit", module + "/emit/python", module + "/blueprint/arch"},
		"emit/data":                 {"gopkg.in/yaml.v3", "gopkg.in/yaml.v3x"},
		"gen":                       {"github.com/dave/jennifer/jen", module + "/cmd/metagen"},
		"cmd/metagen":               {module + "/emit/latex", module + "/internal/tree", "github.com/some/thing"},
		"pkg/new":                   {"fmt"},
	}, house)
	want := []string{
		"blueprint imports blueprint/spec", "blueprint imports gopkg.in/yaml.v3", "blueprint/arch/decoder imports blueprint/arch", "blueprint/arch/decoder imports blueprint/size",
		"blueprint/layer/attention imports blueprint/layer/norm", "blueprint/size imports gen", "emit/data imports gopkg.in/yaml.v3x", "emit/latex imports blueprint/arch", "emit/latex imports emit/python",
		"gen imports cmd/metagen, and commands are not imported", "pkg/new has no place in the house",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module example.com/bad\n\ngo 1.26\n",
		"a.go":   "package bad\n\nimport (\n\t\"log\"\n\t\"os\"\n)\n\nfunc init() { os.Exit(1) }\n\nfunc Loud() { log.Fatalf(\"x\") }\n\ntype Doer interface{ Do() }\n\nconst A, b = 1, 2\n\n// Good has a sentence.\ntype Good struct{}\n\nfunc (Good) Method() {}\n\ntype hidden struct{}\n\nfunc (hidden) Method() {}\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	list, err := packages.Load(&packages.Config{Mode: packages.NeedSyntax | packages.NeedFiles, Dir: dir}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	var whats []string
	for _, f := range faults(list[0].Syntax[0]) {
		whats = append(whats, f.what)
	}
	if want := []string{
		"func init: lists are explicit", "Loud is exported, and has no sentence", "Doer is exported, and has no sentence", "Doer is an interface that others would implement: kinds are struct values here", "A is exported, and has no sentence",
		"Method is exported, and has no sentence", "os.Exit outside main", "log.Fatalf outside main",
	}; !slices.Equal(whats, want) {
		t.Errorf("%q\nwant %q", whats, want)
	}
}
