// Package cache is the room of what generation remembers of the tokens before: keys and values, with the mask that goes with them, and the
// states of recurrent layers.
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
	//go:embed state.py
	state string
	//go:embed hybrid.py
	hybrid string
)

// Source returns the Python of the cache: of one that keeps every token, or of one that keeps a sliding window.
func Source(sliding bool) blueprint.Source {
	if sliding {
		return blueprint.Source{Path: "layer/cache/window.py", Text: window}
	}
	return blueprint.Source{Path: "layer/cache/full.py", Text: full}
}

// State returns the Python of the cache of a model whose layers are all recurrent.
func State() blueprint.Source {
	return blueprint.Source{Path: "layer/cache/state.py", Text: state}
}

// Hybrid returns the Python of the cache of a model that has layers of attention and recurrent ones.
func Hybrid() blueprint.Source {
	return blueprint.Source{Path: "layer/cache/hybrid.py", Text: hybrid}
}
