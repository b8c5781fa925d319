// Package cache is the room of the key-value cache and of the mask that goes with it.
package cache

import (
	_ "embed"

	"github.com/metagen-go/metagen/blueprint"
)

var (
	//go:embed full.py
	full string
	//go:embed window.py
	window string
)

// Source returns the Python of the cache: of one that keeps every token, or of one that keeps a sliding window.
func Source(sliding bool) blueprint.Source {
	if sliding {
		return blueprint.Source{Path: "layer/cache/window.py", Text: window}
	}
	return blueprint.Source{Path: "layer/cache/full.py", Text: full}
}
