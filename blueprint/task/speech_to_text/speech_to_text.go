// Package speechtotext is the task of writing down what is said.
package speechtotext

import (
	"embed"
	"fmt"

	"github.com/metagen-go/metagen/blueprint"
)

//go:embed *.py
var python embed.FS

// Task is transcription. Who uses it shares the Python that makes frames of recordings.
var Task = blueprint.Task{
	Name: "speech_to_text",
	Doc:  "Predicts each token of what is said, of the recording and the tokens before it; the loss is the mean cross-entropy in nats.",
	Unit: "recordings",
	Example: func(s *blueprint.State) string {
		return "one recording of {source_positions} positions with {sequence_length} tokens"
	},
	Format: format,
	Data:   func(*blueprint.State) string { return "recordings" },
	Ask:    func(*blueprint.State) string { return "--audio recording.wav" },
	Small: func(s *blueprint.State) string {
		return fmt.Sprintf("--sequence-length %d", min(128, s.SequenceLength))
	},
	Metrics: []string{"loss", "wer", "cer"},
	Sources: blueprint.Files(python, "task/speech_to_text/"),
}

// seconds is how long a recording is that the encoder's positions cover: two windows each.
func seconds(s *blueprint.State) float64 {
	return float64(2*int64(s.SourcePositions)*int64(s.HopLength)) / float64(s.SampleRate)
}

// format says what data.py reads.
func format(s *blueprint.State) []string {
	return []string{
		fmt.Sprintf("A folder holds recordings, PCM `*.wav` each, of 8, 16 or 32 bits at %s Hz; channels are averaged. Other sample rates are refused: resample them first.", blueprint.Thousands(s.SampleRate)),
		"`transcripts.jsonl` in it has a line for each: `{\"audio\": \"a.wav\", \"text\": \"hello\"}`.",
		fmt.Sprintf("Of a recording the first %g seconds are read, and silence fills up a shorter one.", seconds(s)),
		fmt.Sprintf("A token is a byte of the text (0 to 255), its start (256) or its end (257); no tokenizer is part of this package, and the other tokens of the vocabulary of %s stand unused. Of a text the first %s are read in training.", blueprint.Thousands(s.VocabSize), blueprint.Counted(int64(s.SequenceLength), "token")),
		"The last tenth of the lines, and at least one, is for validation; training never reads it.",
	}
}
