package gen

import (
	"fmt"
	"go/token"
	"go/types"
	"reflect"
	"sync"

	"github.com/metagen-go/metagen/blueprint"
)

// oneImporter knows the one package that generated code imports, by reflection on the types of State: reading export data
// would need the go command.
type oneImporter struct{}

// Import returns package blueprint.
func (oneImporter) Import(path string) (*types.Package, error) {
	if path != blueprintPath {
		return nil, fmt.Errorf("constants import %s only; code that needs more goes into another file of the package", blueprintPath)
	}
	return blueprintPackage(), nil
}

var blueprintPackage = sync.OnceValue(func() *types.Package {
	pkg := types.NewPackage(blueprintPath, "blueprint")
	named := map[reflect.Type]*types.Named{}
	declare := func(name string, underlying types.Type) *types.Named {
		obj := types.NewTypeName(token.NoPos, pkg, name, nil)
		pkg.Scope().Insert(obj)
		return types.NewNamed(obj, underlying, nil)
	}
	fields := make([]*types.Var, len(blueprint.Fields))
	for i := range blueprint.Fields {
		f := &blueprint.Fields[i]
		if named[f.Type] == nil {
			named[f.Type] = declare(f.Type.Name(), basic(f.Type))
		}
		fields[i] = types.NewField(token.NoPos, pkg, f.GoName, named[f.Type], false)
	}
	declare("State", types.NewStruct(fields, nil))
	pkg.MarkComplete()
	return pkg
})

func basic(t reflect.Type) types.Type {
	switch t.Kind() {
	case reflect.Int64:
		return types.Typ[types.Int64]
	case reflect.Float64:
		return types.Typ[types.Float64]
	case reflect.Bool:
		return types.Typ[types.Bool]
	}
	return types.Typ[types.String]
}
