package gen

import (
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// check type-checks the file, and returns all that is wrong with it.
func (l *loader) check(tree *ast.File) []types.Error {
	var problems []types.Error
	config := types.Config{Importer: oneImporter{}, Error: func(err error) {
		var e types.Error
		if errors.As(err, &e) {
			problems = append(problems, e)
		}
	}}
	pkg, _ := config.Check(tree.Name.Name, l.fset, []*ast.File{tree}, nil) // errors went to Error
	l.scope = pkg.Scope()
	return problems
}

// line is a part of the file where an error may follow from one elsewhere: an element of State's literal, or an assertion.
type line struct {
	node  ast.Node
	names []string // the constants that it reads
	rule  string   // what it asserts
}

// assertionLines lists the declarations of blank variables that have a comment.
func assertionLines(tree *ast.File) []line {
	var lines []line
	for _, decl := range tree.Decls {
		group, ok := decl.(*ast.GenDecl)
		if !ok || group.Tok != token.VAR {
			continue
		}
		for _, spec := range group.Specs {
			v := spec.(*ast.ValueSpec)
			if v.Names[0].Name != "_" || v.Comment == nil || len(v.Values) != 1 {
				continue
			}
			lines = append(lines, line{v, fieldNames(v.Values[0]), strings.TrimSpace(v.Comment.Text())})
		}
	}
	return lines
}

// fieldNames lists the fields that an expression names, in its order.
func fieldNames(e ast.Expr) []string {
	var names []string
	ast.Inspect(e, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && blueprint.FieldByGoName(id.Name) != nil && !slices.Contains(names, id.Name) {
			names = append(names, id.Name)
		}
		return true
	})
	return names
}

// explain says what the type checker found: a failed assertion once and in the words of its comment, and nothing that follows
// from what has been said.
func (l *loader) explain(problems []types.Error, lines []line) {
	said := map[ast.Node]bool{}
	missing := map[string]bool{}
	at := -1 // the diagnostic of the last problem
	for _, e := range problems {
		if detail, ok := strings.CutPrefix(e.Msg, "\t"); ok { // where the other one is, of what is declared twice
			if at >= 0 {
				l.diags[at].Text += fmt.Sprintf("; %s at line %d", detail, l.position(e.Pos).Line)
			}
			continue
		}
		at = -1
		text := strings.ReplaceAll(e.Msg, "\n\t", "; ")
		undefined, _ := strings.CutPrefix(text, "undefined: ")
		if undefined != text {
			if missing[undefined] {
				continue
			}
			missing[undefined] = true
			text += didYouMean(undefined)
		}
		where := span{e.Pos, e.Pos}
		if i := slices.IndexFunc(lines, func(n line) bool { return n.node.Pos() <= e.Pos && e.Pos < n.node.End() }); i >= 0 {
			in := lines[i]
			if in.rule != "" && !slices.ContainsFunc(in.names, stated) {
				continue // which of the counts is wrong, the dimensions will tell
			}
			if said[in.node] || slices.ContainsFunc(in.names, func(name string) bool { return l.blamed[name] }) {
				continue
			}
			if in.rule != "" && undefined == text {
				said[in.node] = true
				text = fmt.Sprintf("%s no longer holds: %s; change one of them, or undo the edit", in.rule, l.values(in.names))
				where = span{in.node.(*ast.ValueSpec).Values[0].Pos(), in.node.End()}
			}
		}
		at = len(l.diags)
		l.fail(where, "%s", firstLine(text))
	}
}

// stated reports whether a field is one that others are computed from.
func stated(name string) bool { return blueprint.FieldByGoName(name).Role != "computed" }

// span is a place in the file.
type span struct{ from, to token.Pos }

// Pos is where it begins.
func (s span) Pos() token.Pos { return s.from }

// End is where it ends.
func (s span) End() token.Pos { return s.to }

// values tells what constants are: "HiddenSize is 4096, Heads 16, HeadDim 255".
func (l *loader) values(names []string) string {
	list := make([]string, 0, len(names))
	for _, name := range names {
		if c, ok := l.scope.Lookup(name).(*types.Const); ok {
			list = append(list, name+" "+c.Val().ExactString())
		}
	}
	return strings.Replace(strings.Join(list, ", "), " ", " is ", 1)
}

// didYouMean names the field that a typo is nearest to; empty where none is near.
func didYouMean(name string) string {
	names := make([]string, len(blueprint.Fields))
	for i := range blueprint.Fields {
		names[i] = blueprint.Fields[i].GoName
	}
	if near := blueprint.Nearest(name, names); near != "" {
		return "; did you mean " + near + "?"
	}
	return ""
}
