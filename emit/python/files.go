package python

import (
	"embed"
	"fmt"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/emit"
)

// Every folder but package holds the scripts of one Model.Script: real Python, which is linted, type-checked and run as it stands.
//
//go:embed package/*.py language_model/*.py
var scripts embed.FS

// scriptNames lists the scripts, each after those that it imports from.
var scriptNames = []string{"data", "train", "infer", "eval", "test_model"}

// Files are the files of the Python project.
func Files(m *blueprint.Model) ([]emit.File, error) {
	model, text, err := linkModel(m)
	if err != nil {
		return nil, err
	}
	start, err := scripts.ReadFile("package/__init__.py")
	if err != nil {
		return nil, err
	}
	files := []emit.File{{Path: "code/__init__.py", Data: append([]byte(header(m)), start...)}, {Path: "code/model.py", Data: text}}
	siblings := map[string]*linked{"model": model}
	for _, name := range scriptNames {
		code, text, err := script(m, name, siblings)
		if err != nil {
			return nil, err
		}
		siblings[name] = code
		files = append(files, emit.File{Path: "code/" + name + ".py", Data: text})
	}
	return append(files,
		emit.File{Path: "code/pyproject.toml", Data: project(m)},
		emit.File{Path: "code/launch/slurm.sh", Data: slurm(m)},
		emit.File{Path: "code/launch/kubernetes.yaml", Data: kubernetes(m)},
	), nil
}

// script links one script of the model's.
func script(m *blueprint.Model, name string, siblings map[string]*linked) (*linked, []byte, error) {
	path := m.Script + "/" + name + ".py"
	source, err := scripts.ReadFile(path)
	if err != nil {
		return nil, nil, fmt.Errorf("there are no scripts for a %q: %w", m.Script, err)
	}
	code, err := link([]blueprint.Source{{Path: path, Text: string(source)}}, siblings)
	if err != nil {
		return nil, nil, err
	}
	text, err := code.file(m, code.doc)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	return code, text, nil
}
