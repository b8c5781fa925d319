// Package textanomaly is the task of telling texts that are not like those of training.
package textanomaly

import (
	"embed"
	"fmt"

	"github.com/metagen-go/metagen/blueprint"
)

//go:embed *.py
var python embed.FS

// Task is finding anomalies in text.
var Task = blueprint.Task{
	Name:    "text_anomaly",
	Doc:     "Learns normal texts by guessing hidden tokens in them (15%; the loss is the mean cross-entropy in nats), and tells others by their surprise: the mean of -log P(token | the others), each token hidden once.",
	Unit:    "tokens",
	Example: func(*blueprint.State) string { return "one text of {sequence_length} tokens" },
	Format: func(s *blueprint.State) []string {
		return []string{
			"A file has one text a line, each of them normal.",
			"A text's tokens are its bytes in UTF-8; in a file named `*.ids` a text is the ids that a tokenizer gave, with spaces between and without special tokens, which are added.",
			"The last tenth of the lines is for validation; training never reads it.",
			"Texts of more than a sequence's tokens are cut; shorter ones are filled up with padding, which no token attends to.",
			"No tokenizer is part of this package, and the spec names none.",
		}
	},
	Data:    file,
	Ask:     ask,
	Small:   func(s *blueprint.State) string { return fmt.Sprintf("--sequence-length %d", min(32, s.SequenceLength)) },
	Metrics: []string{"surprise", "threshold", "auroc (with --anomalies)", "detected (with --anomalies)"},
	Sources: blueprint.Files(python, "task/text_anomaly/"),
}

// file is a file of texts, or of token ids where the vocabulary has no token for each byte.
func file(s *blueprint.State) string {
	if s.VocabSize < 260 {
		return "texts.ids"
	}
	return "texts.tsv"
}

// ask asks a trained model something, in the tokens that it was trained on.
func ask(s *blueprint.State) string {
	if s.VocabSize < 260 {
		return "--normal texts.ids --text \"5 6 7\""
	}
	return "--normal texts.tsv --text \"A text that may be odd.\""
}
