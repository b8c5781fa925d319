// Package maskedlanguagemodel is the task of guessing hidden tokens.
package maskedlanguagemodel

import (
	"embed"
	"fmt"

	"github.com/metagen-go/metagen/blueprint"
)

//go:embed *.py
var python embed.FS

// Task is masked language modelling.
var Task = blueprint.Task{
	Name:    "masked_language_model",
	Doc:     "Guesses tokens that are hidden in a text: 15% of them, of which 8 in 10 become the mask token, 1 any other, and 1 stays; the loss is the mean cross-entropy in nats.",
	Unit:    "tokens",
	Example: func(*blueprint.State) string { return "one text of {sequence_length} tokens" },
	Format: func(s *blueprint.State) []string {
		return []string{
			"A file has one text a line.",
			"A text's tokens are its bytes in UTF-8; in a file named `*.ids` a text is the ids that a tokenizer gave, with spaces between and without special tokens, which are added.",
			"The last tenth of the lines is for validation; training never reads it.",
			"Texts of more than a sequence's tokens are cut; shorter ones are filled up with padding, which no token attends to.",
			"No tokenizer is part of this package, and the spec names none.",
		}
	},
	Data:    file,
	Ask:     ask,
	Small:   func(s *blueprint.State) string { return fmt.Sprintf("--sequence-length %d", min(32, s.SequenceLength)) },
	Metrics: []string{"loss", "perplexity", "masked_token_accuracy"},
	Sources: blueprint.Files(python, "task/masked_language_model/"),
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
		return fmt.Sprintf("--text \"5 %d 7\"", s.MaskToken)
	}
	return "--text \"Once upon a ____\""
}
