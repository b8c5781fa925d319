// Package tokens is the room of how texts become the tokens that an encoder reads: what the tasks' data.py have in common.
package tokens

import (
	_ "embed"

	"github.com/metagen-go/metagen/blueprint"
)

var (
	//go:embed lines.py
	lines string
	//go:embed segments.py
	segments string
	//go:embed one_segment.py
	oneSegment string
	//go:embed no_segments.py
	noSegments string
	//go:embed specials.py
	specials string
	//go:embed masked_specials.py
	maskedSpecials string
	//go:embed masking.py
	masking string
)

// Segments returns the Python of what a model reads that knows so many segments; 0 where it has no input for them.
func Segments(types int64) blueprint.Source {
	switch types {
	case 0:
		return blueprint.Source{Path: "layer/tokens/no_segments.py", Text: noSegments}
	case 1:
		return blueprint.Source{Path: "layer/tokens/one_segment.py", Text: oneSegment}
	}
	return blueprint.Source{Path: "layer/tokens/segments.py", Text: segments}
}

// Specials returns the Python that names the special tokens, of which one hides others where the model guesses these.
func Specials(masked bool) blueprint.Source {
	if masked {
		return blueprint.Source{Path: "layer/tokens/masked_specials.py", Text: maskedSpecials}
	}
	return blueprint.Source{Path: "layer/tokens/specials.py", Text: specials}
}

// Lines is the Python that reads examples from a file, one a line; Segments and Specials go before it.
var Lines = blueprint.Source{Path: "layer/tokens/lines.py", Text: lines}

// Masking is the Python that hides tokens for a model to guess.
var Masking = blueprint.Source{Path: "layer/tokens/masking.py", Text: masking}
