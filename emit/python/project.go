package python

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// reserved are the names that an installed package cannot have: Python's keywords and modules, and torch. A test holds them against Python.
//
//go:embed reserved.txt
var reserved string

// installed is the name that the package is installed and imported by: the Go package's, where Python leaves that free.
func installed(m *blueprint.Model) string {
	if strings.Contains("\n"+reserved, "\n"+m.Package+"\n") {
		return m.Package + "_model"
	}
	return m.Package
}

// floors are the versions of torch that first had what a source may call.
var floors = []struct{ call, version string }{
	{"F.grouped_mm(", "2.10"},
	{"enable_gqa=", "2.5"},
	{"F.rms_norm(", "2.4"},
	{"torch.", "2.3"}, // torch.uint16 and torch.amp.GradScaler, in the scripts
}

// torchFloor is the oldest torch that the model runs on.
func torchFloor(m *blueprint.Model) string {
	for _, f := range floors {
		for _, src := range m.Sources {
			if strings.Contains(src.Text, f.call) {
				return f.version
			}
		}
	}
	return floors[len(floors)-1].version
}

// dependencies are the packages that the code imports, as TOML has them in a list.
func dependencies(m *blueprint.Model) string {
	list := []string{Quote("torch>=" + torchFloor(m))}
	for _, name := range m.Task.Requires {
		list = append(list, Quote(name))
	}
	return strings.Join(list, ", ")
}

const projectText = `
[build-system]
requires = ["setuptools>=64"]
build-backend = "setuptools.build_meta"

[project]
name = %[1]q
version = %[2]q
description = %[3]s
requires-python = ">=3.11"
dependencies = [%[4]s]

[project.optional-dependencies]
test = ["pytest>=8.3.5"]

[project.scripts]
%[1]s-train = "%[1]s.train:main"
%[1]s-infer = "%[1]s.infer:main"
%[1]s-eval = "%[1]s.eval:main"

[tool.setuptools]
packages = [%[1]q]
package-dir = { %[1]q = "." }

[tool.pytest.ini_options]
addopts = "--import-mode=importlib"

[tool.ruff]
line-length = 160
`

// project is pyproject.toml: this folder as a package that can be installed.
func project(m *blueprint.Model) []byte {
	description := m.State.Description
	if description == "" {
		description = m.State.Name
	}
	return []byte(header(m) + fmt.Sprintf(projectText, installed(m), version(string(m.State.Version)), Quote(oneLine(string(description))), dependencies(m)))
}

// version is the spec's version of the model where Python's packages can have it, and 0.0.0 elsewhere.
func version(text string) string {
	if text == "" {
		return "0.0.0"
	}
	const number = `(0|[1-9][0-9]*)`
	canonical := regexp.MustCompile(`^([1-9][0-9]*!)?` + number + `(\.` + number + `)*((a|b|rc)` + number + `)?(\.post` + number + `)?(\.dev` + number + `)?$`) // PEP 440, appendix B
	if canonical.MatchString(text) {
		return text
	}
	return "0.0.0"
}
