// Package weights is the room of how a model's weights begin.
package weights

import (
	_ "embed"

	"github.com/metagen-go/metagen/blueprint"
)

//go:embed plain.py
var plain string

// Source is the file that draws the weights of a model.
func Source() blueprint.Source {
	return blueprint.Source{Path: "layer/weights/plain.py", Text: plain}
}
