package python

import (
	"embed"
	"fmt"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/emit"
)

// scripts are real Python, which is linted, type-checked and run as it stands: what does not depend on the task.
//
//go:embed scripts/*.py
var scripts embed.FS

// rooms stands for the files of rooms that a task brings, which its data.py is put together from.
const rooms = "layer/"

// scriptSources lists the scripts, each after those that it imports from, and what each is put together from: files of the task, and those
// of this package under "scripts/".
var scriptSources = []struct {
	name string
	from []string
}{
	{"data", []string{"scripts/refusal.py", rooms, "data.py"}},
	{"train", []string{"scripts/flags.py", "prepare.py", "scripts/train.py"}},
	{"infer", []string{"infer.py"}},
	{"eval", []string{"measure.py", "scripts/eval.py"}},
	{"test_model", []string{"scripts/test_model.py", "test_model.py"}},
}

// Files are the files of the Python project.
func Files(m *blueprint.Model) ([]emit.File, error) {
	model, text, err := linkModel(m)
	if err != nil {
		return nil, err
	}
	start, err := scripts.ReadFile("scripts/__init__.py")
	if err != nil {
		return nil, err
	}
	files := []emit.File{{Path: "code/__init__.py", Data: append([]byte(header(m)), start...)}, {Path: "code/model.py", Data: text}}
	siblings := map[string]*linked{"model": model}
	for _, s := range scriptSources {
		code, text, err := script(m, s.from, siblings)
		if err != nil {
			return nil, fmt.Errorf("%s.py: %w", s.name, err)
		}
		siblings[s.name] = code
		files = append(files, emit.File{Path: "code/" + s.name + ".py", Data: text})
	}
	return append(files,
		emit.File{Path: "code/pyproject.toml", Data: project(m)},
		emit.File{Path: "code/launch/slurm.sh", Data: slurm(m)},
		emit.File{Path: "code/launch/kubernetes.yaml", Data: kubernetes(m)},
	), nil
}

// script links the sources of one script.
func script(m *blueprint.Model, from []string, siblings map[string]*linked) (*linked, []byte, error) {
	var sources []blueprint.Source
	for _, name := range from {
		if name == rooms {
			sources = append(sources, m.Task.Rooms()...)
			continue
		}
		source := m.Task.Source(name)
		if strings.HasPrefix(name, "scripts/") {
			text, err := scripts.ReadFile(name)
			if err != nil {
				return nil, nil, err
			}
			source = blueprint.Source{Path: name, Text: string(text)}
		}
		if source.Text == "" {
			return nil, nil, fmt.Errorf("there is no %s", source.Path)
		}
		sources = append(sources, source)
	}
	code, err := link(sources, siblings)
	if err != nil {
		return nil, nil, err
	}
	text, err := code.file(m, code.doc)
	return code, text, err
}
