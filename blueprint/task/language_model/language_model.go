// Package languagemodel is the task of predicting the token that follows.
package languagemodel

import (
	"embed"
	"fmt"

	"github.com/metagen-go/metagen/blueprint"
)

//go:embed *.py
var python embed.FS

// Task is language modelling.
var Task = blueprint.Task{
	Name:    "language_model",
	Doc:     "Predicts the token that follows each token of a text; the loss is the mean cross-entropy in nats.",
	Unit:    "tokens",
	Example: func(*blueprint.State) string { return "one sequence of {sequence_length} tokens" },
	Format:  format,
	Data: func(s *blueprint.State) string {
		if s.VocabSize < 256 { // text needs a token for each byte
			return "corpus.bin"
		}
		return "corpus.txt"
	},
	Ask: func(s *blueprint.State) string {
		if s.VocabSize < 256 {
			return `--tokens "0"`
		}
		return `--prompt "Once upon a time"`
	},
	Small: func(s *blueprint.State) string {
		return fmt.Sprintf("--sequence-length %d", min(128, s.SequenceLength))
	},
	Metrics: []string{"loss", "perplexity", "next_token_accuracy", "bits_per_byte (on text)"},
	Sources: blueprint.Files(python, "task/language_model/"),
}

// format says what data.py reads.
func format(s *blueprint.State) []string {
	kind := "uint16, since vocab_size (" + blueprint.Thousands(s.VocabSize) + ") is at most 65,536"
	if s.VocabSize > 1<<16 {
		kind = "uint32, since vocab_size (" + blueprint.Thousands(s.VocabSize) + ") is above 65,536"
	}
	text := "Any other file is text: each byte of it is a token, from 0 to 255."
	if s.VocabSize < 256 {
		text = "A file of another name would be read byte by byte, which takes a vocab_size of 256; this model has " + blueprint.Thousands(s.VocabSize) + " and refuses it."
	}
	return []string{
		"A file named `*.bin` holds token ids, little-endian " + kind + ", with nothing before, between or after them.",
		text,
		"The last tenth of a corpus is for validation; training never reads it.",
		"A training sequence is " + blueprint.Counted(int64(s.SequenceLength), "token") + " from anywhere in the rest; seed and step say which. Its targets are the tokens that follow.",
		"No tokenizer is part of this package, and the spec names none.",
	}
}
