// Package latex emits the paper.
package latex

import (
	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/emit"
)

// Files are the paper of a model.
func Files(m *blueprint.Model) ([]emit.File, error) { return nil, nil }
