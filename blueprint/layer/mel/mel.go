// Package mel is the room of the log-mel spectrogram, which is what models of speech are given of a recording. It has no parameters.
package mel

import (
	_ "embed"

	"github.com/metagen-go/metagen/blueprint"
)

var (
	//go:embed mel.py
	source string
	//go:embed recording.py
	recording string
	//go:embed mel.tex
	tex string
)

// Kind is the log-mel spectrogram, as Whisper computes it.
var Kind = blueprint.Kind{
	Name: "log-mel spectrogram", Doc: "The energy of a recording in bands of the mel scale, window by window, on a logarithmic scale.", TeX: tex,
	Sources:    []blueprint.Source{{Path: "layer/mel/mel.py", Text: source}},
	References: []blueprint.Reference{{Key: "stevens1937mel", Author: "Stanley S. Stevens and John Volkmann and Edwin B. Newman", Title: "A Scale for the Measurement of the Psychological Magnitude Pitch", Where: "The Journal of the Acoustical Society of America 8(3)", Year: 1937}},
}

// Recording is the Python that reads a recording from a file.
func Recording() blueprint.Source {
	return blueprint.Source{Path: "layer/mel/recording.py", Text: recording}
}
