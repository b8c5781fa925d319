// Package activation is the room of activation functions: they have no parameters, no FLOPs of matmuls, and what
// backward needs of them is counted where they stand.
package activation

import (
	_ "embed"

	"github.com/metagen-go/metagen/blueprint"
)

var (
	//go:embed silu.py
	silu string
	//go:embed gelu.py
	gelu string
	//go:embed gelu_tanh.py
	geluTanh string
	//go:embed relu.py
	relu string
)

// Source returns the Python of an activation by its name: silu, gelu, gelu_tanh or relu.
func Source(name string) blueprint.Source {
	text := map[string]string{"silu": silu, "gelu": gelu, "gelu_tanh": geluTanh, "relu": relu}[name]
	return blueprint.Source{Path: "layer/activation/" + name + ".py", Text: text}
}

// TeX returns its symbol in an equation.
func TeX(name string) string {
	return map[string]string{"silu": `\operatorname{SiLU}`, "gelu": `\operatorname{GELU}`, "gelu_tanh": `\operatorname{GELU}_{\tanh}`, "relu": `\operatorname{ReLU}`}[name]
}

// Reference returns the work that an activation is from.
func Reference(name string) blueprint.Reference {
	if name == "relu" {
		return blueprint.Reference{Key: "nair2010relu", Author: "Vinod Nair and Geoffrey E. Hinton", Title: "Rectified Linear Units Improve Restricted Boltzmann Machines", Where: "ICML", Year: 2010}
	}
	return blueprint.Reference{Key: "hendrycks2016gelu", Author: "Dan Hendrycks and Kevin Gimpel", Title: "Gaussian Error Linear Units (GELUs)", Where: "arXiv:1606.08415", Year: 2016}
}
