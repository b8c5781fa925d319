package gen

import (
	"errors"
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"reflect"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// Position is where a constant's value stands: both count from 1, Col in bytes.
type Position struct{ Line, Col int }

// ByHand is the origin of a constant whose comment gives none.
const ByHand blueprint.Origin = "edited by hand"

// Load reads a state back from generated constants, edited or not: it parses and type-checks the source without starting the go
// command, and runs nothing. at tells where the value of each field stands, by key. An error is blueprint.Diagnostics, all of them.
func Load(file string, src []byte) (s blueprint.State, t blueprint.Trace, at map[string]Position, err error) {
	l := &loader{file: file, fset: token.NewFileSet(), trace: blueprint.Trace{}, at: map[string]Position{}, declared: map[string]*ast.Ident{}, blamed: map[string]bool{}}
	tree, err := parser.ParseFile(l.fset, file, src, parser.ParseComments|parser.AllErrors|parser.SkipObjectResolution)
	if err != nil {
		return s, nil, nil, l.syntax(err)
	}
	problems := l.check(tree)
	l.constants(tree)
	elements := l.stateFunc(tree)
	l.explain(problems, append(elements, assertionLines(tree)...))
	if len(l.diags) > 0 {
		l.diags.Sort()
		return s, nil, nil, l.diags
	}
	return l.state, l.trace, l.at, nil
}

// loader is one file on its way to a state.
type loader struct {
	file     string
	fset     *token.FileSet
	scope    *types.Scope
	state    blueprint.State
	trace    blueprint.Trace
	at       map[string]Position
	declared map[string]*ast.Ident // the constants, good or bad
	blamed   map[string]bool       // names that a diagnostic is about already
	diags    blueprint.Diagnostics
}

func (l *loader) position(pos token.Pos) Position {
	p := l.fset.PositionFor(pos, false) // a line directive does not move it
	return Position{p.Line, p.Column}
}

func (l *loader) fail(at ast.Node, format string, args ...any) {
	p := l.position(at.Pos())
	l.diags = append(l.diags, blueprint.Diagnostic{File: l.file, Line: p.Line, Col: p.Col, Width: l.width(at), Text: fmt.Sprintf(format, args...)})
}

// width is how many bytes a node has; 0 where it goes on in another line.
func (l *loader) width(n ast.Node) int {
	if l.position(n.Pos()).Line != l.position(n.End()).Line {
		return 0
	}
	return int(n.End() - n.Pos())
}

// blame fails for a name, so that what follows from its error is not said as well.
func (l *loader) blame(name string, at ast.Node, format string, args ...any) {
	l.blamed[name] = true
	l.fail(at, format, args...)
}

func (l *loader) syntax(err error) error {
	var list scanner.ErrorList
	if !errors.As(err, &list) {
		return blueprint.Diagnostics{{File: l.file, Text: err.Error()}}
	}
	for _, e := range list {
		l.diags = append(l.diags, blueprint.Diagnostic{File: l.file, Line: e.Pos.Line, Col: e.Pos.Column, Text: firstLine(e.Msg)})
	}
	return l.diags
}

// firstLine is what stands on the first line of a message, which may quote the rest of a file.
func firstLine(msg string) string {
	first, _, more := strings.Cut(msg, "\n")
	if more {
		first += " ..."
	}
	return strings.ReplaceAll(first, "\t", " ")
}

// constants reads every constant of the file.
func (l *loader) constants(tree *ast.File) {
	for _, decl := range tree.Decls {
		group, ok := decl.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST {
			continue
		}
		for _, spec := range group.Specs {
			v := spec.(*ast.ValueSpec)
			doc := v.Doc
			if doc == nil && !group.Lparen.IsValid() {
				doc = group.Doc // const Layers blueprint.Count = 32, on its own
			}
			for i, name := range v.Names {
				var value ast.Expr = name
				if i < len(v.Values) {
					value = v.Values[i]
				}
				l.constant(name, value, doc)
			}
		}
	}
}

func (l *loader) constant(name *ast.Ident, value ast.Expr, doc *ast.CommentGroup) {
	if name.Name == "_" || l.declared[name.Name] != nil {
		return // go/types tells of one that is declared twice
	}
	l.declared[name.Name] = name
	field := blueprint.FieldByGoName(name.Name)
	if field == nil {
		l.blame(name.Name, name, "%s is no field of the blueprint%s; constants of your own go into another file of the package", name.Name, didYouMean(name.Name))
		return
	}
	c, ok := l.scope.Lookup(name.Name).(*types.Const)
	if !ok || c.Val().Kind() == constant.Unknown {
		l.blamed[name.Name] = true
		return // go/types tells why
	}
	if want := blueprintPackage().Scope().Lookup(field.Type.Name()).Type(); types.Unalias(c.Type()) != want {
		l.blame(name.Name, name, "%s is %s, and must be a blueprint.%s; write %s blueprint.%[3]s = ...", name.Name, typeWords(c.Type()), field.Type.Name(), name.Name)
		return
	}
	v := field.Value(&l.state)
	set(v, c.Val())
	if v.Kind() == reflect.String && !legal(field, v.String()) {
		l.blame(name.Name, value, "%s is %q, and must be one of %s", name.Name, v.String(), strings.Join(field.Of, ", "))
		return
	}
	l.at[field.Key] = l.position(value.Pos())
	l.trace[field.Key] = origin(doc)
}

// set gives a field the value of a constant of its type, which the type checker has found to fit.
func set(field reflect.Value, v constant.Value) {
	switch field.Kind() {
	case reflect.Int64:
		n, _ := constant.Int64Val(constant.ToInt(v))
		field.SetInt(n)
	case reflect.Float64:
		x, _ := constant.Float64Val(v)
		field.SetFloat(x)
	case reflect.Bool:
		field.SetBool(constant.BoolVal(v))
	default:
		field.SetString(constant.StringVal(v))
	}
}

func typeWords(t types.Type) string {
	if b, ok := t.(*types.Basic); ok && b.Info()&types.IsUntyped != 0 {
		return "a constant without a type"
	}
	return "a " + types.TypeString(t, (*types.Package).Name)
}

// origin reads what originLine wrote.
func origin(doc *ast.CommentGroup) blueprint.Origin {
	if doc != nil {
		for _, line := range doc.List {
			if text, ok := strings.CutPrefix(line.Text, originMark); ok {
				return blueprint.Origin(unescape(text))
			}
		}
	}
	return ByHand
}

// stateFunc holds State() against the constants: a field that it leaves out, or sets to something else, would be another
// blueprint to Go code than to the artifacts. It returns the lines of State, for errors to be put down to.
func (l *loader) stateFunc(tree *ast.File) []line {
	lit := stateLiteral(tree)
	if lit == nil {
		l.fail(tree.Name, "func State is missing, or does more than return blueprint.State{...}; run metagen compile to write it again")
		return nil
	}
	var lines []line
	listed := map[string]bool{}
	for _, e := range lit.Elts {
		pair, ok := e.(*ast.KeyValueExpr)
		if !ok {
			l.fail(e, "State() has a value without the name of its field; write HiddenSize: HiddenSize")
			continue
		}
		key, ok := pair.Key.(*ast.Ident)
		if !ok {
			continue // go/types tells
		}
		lines = append(lines, line{node: e, names: []string{key.Name}})
		listed[key.Name] = true
		if value, ok := pair.Value.(*ast.Ident); !ok || value.Name != key.Name {
			l.blame(key.Name, pair.Value, "State() must set %s to the constant of its name; write %[1]s: %[1]s", key.Name)
		} else if l.declared[key.Name] == nil && blueprint.FieldByGoName(key.Name) != nil {
			l.blame(key.Name, value, "State() lists %s, which is no constant of this file; write the constant again", key.Name)
		}
	}
	for i := range blueprint.Fields {
		name := blueprint.Fields[i].GoName
		if at := l.declared[name]; at != nil && !listed[name] {
			l.fail(at, "State() does not list %s; add %[1]s: %[1]s to it, or take the constant out", name)
		}
	}
	return lines
}

// stateLiteral is what State returns; nil where there is no such function, or it does anything else.
func stateLiteral(tree *ast.File) *ast.CompositeLit {
	for _, decl := range tree.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if !ok || f.Name.Name != "State" || f.Recv != nil || f.Body == nil || len(f.Body.List) != 1 {
			continue
		}
		if ret, ok := f.Body.List[0].(*ast.ReturnStmt); ok && len(ret.Results) == 1 {
			lit, _ := ret.Results[0].(*ast.CompositeLit)
			return lit
		}
	}
	return nil
}
