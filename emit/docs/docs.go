// Package docs emits the cards and reports.
package docs

import (
	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/emit"
)

// Files are the documents of a model.
func Files(m *blueprint.Model) ([]emit.File, error) { return nil, nil }
