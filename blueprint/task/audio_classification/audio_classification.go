// Package audioclassification is the task of saying of which class a recording is.
package audioclassification

import (
	"embed"
	"fmt"

	"github.com/metagen-go/metagen/blueprint"
)

//go:embed *.py
var python embed.FS

// Task is classification of recordings. Who uses it shares the Python that makes frames of recordings.
var Task = blueprint.Task{
	Name:    "audio_classification",
	Doc:     "Predicts the class of a recording; the loss is the cross-entropy in nats.",
	Unit:    "recordings",
	Example: func(s *blueprint.State) string { return "one recording of {source_positions} positions" },
	Format:  format,
	Data:    func(*blueprint.State) string { return "recordings" },
	Ask:     func(*blueprint.State) string { return "--audio recording.wav" },
	Small:   func(*blueprint.State) string { return "" },
	Metrics: []string{"loss", "accuracy"},
	Sources: blueprint.Files(python, "task/audio_classification/"),
}

// seconds is how long a recording is that the encoder's positions cover: two windows each.
func seconds(s *blueprint.State) float64 {
	return float64(2*int64(s.SourcePositions)*int64(s.HopLength)) / float64(s.SampleRate)
}

// format says what data.py reads.
func format(s *blueprint.State) []string {
	return []string{
		fmt.Sprintf("A folder holds a folder for each of the %s classes, by whose name it is known, with recordings: PCM `*.wav` of 8, 16 or 32 bits at %s Hz; channels are averaged. Other sample rates are refused: resample them first.", blueprint.Thousands(s.NumClasses), blueprint.Thousands(s.SampleRate)),
		fmt.Sprintf("Of a recording the first %g seconds are read, and silence fills up a shorter one.", seconds(s)),
		"The last tenth of each class, by name, and at least one, is for validation; training never reads it.",
	}
}
