package python

import (
	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/emit"
)

// Files are the files of the Python project.
func Files(m *blueprint.Model) ([]emit.File, error) {
	model, err := Model(m)
	if err != nil {
		return nil, err
	}
	return []emit.File{{Path: "code/model.py", Data: model}}, nil
}
