// Package textregression is the task of giving a text numbers.
package textregression

import (
	"embed"
	"fmt"

	"github.com/metagen-go/metagen/blueprint"
)

//go:embed *.py
var python embed.FS

// Task is text regression.
var Task = blueprint.Task{
	Name:    "text_regression",
	Doc:     "Gives a text numbers; the loss is their mean squared error.",
	Unit:    "tokens",
	Example: func(*blueprint.State) string { return "one text of {sequence_length} tokens" },
	Format: func(s *blueprint.State) []string {
		return []string{
			"A file has one example a line: " + blueprint.Counted(int64(s.NumOutputs), "number") + " (with commas between), a tab, and the text.",
			"A text's tokens are its bytes in UTF-8; in a file named `*.ids` a text is the ids that a tokenizer gave, with spaces between and without special tokens, which are added.",
			"The last tenth of the lines is for validation; training never reads it.",
			"Texts of more than a sequence's tokens are cut; shorter ones are filled up with padding, which no token attends to.",
			"No tokenizer is part of this package, and the spec names none.",
		}
	},
	Data:    file,
	Ask:     ask,
	Small:   func(s *blueprint.State) string { return fmt.Sprintf("--sequence-length %d", min(32, s.SequenceLength)) },
	Metrics: []string{"mse", "mae", "r2"},
	Sources: blueprint.Files(python, "task/text_regression/"),
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
		return "--text \"5 6 7\""
	}
	return "--text \"A film to see twice.\""
}
