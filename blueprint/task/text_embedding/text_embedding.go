// Package textembedding is the task of embedding texts so that those that belong together are close.
package textembedding

import (
	"embed"
	"fmt"

	"github.com/metagen-go/metagen/blueprint"
)

//go:embed *.py
var python embed.FS

// Task is text embedding.
var Task = blueprint.Task{
	Name:    "text_embedding",
	Doc:     "Embeds texts so that those that belong together are close; the loss is -log of the share that a text's partner has among all other texts of the batch (NT-Xent).",
	Unit:    "tokens",
	Example: func(*blueprint.State) string { return "one text of {sequence_length} tokens" },
	Format: func(s *blueprint.State) []string {
		return []string{
			"A file has one pair of texts that belong together a line, with a tab between them.",
			"A text's tokens are its bytes in UTF-8; in a file named `*.ids` a text is the ids that a tokenizer gave, with spaces between and without special tokens, which are added.",
			"The last tenth of the pairs is for validation; training never reads it.",
			"Texts of more than a sequence's tokens are cut; shorter ones are filled up with padding, which no token attends to.",
			"No tokenizer is part of this package, and the spec names none.",
		}
	},
	Data:    file,
	Ask:     ask,
	Small:   func(s *blueprint.State) string { return fmt.Sprintf("--sequence-length %d", min(32, s.SequenceLength)) },
	Metrics: []string{"recall_at_1", "recall_at_5", "mrr", "cosine_similarity"},
	Sources: blueprint.Files(python, "task/text_embedding/"),
}

// file is a file of texts, or of token ids where the vocabulary has no token for each byte.
func file(s *blueprint.State) string {
	if s.VocabSize < 260 {
		return "pairs.ids"
	}
	return "pairs.tsv"
}

// ask asks a trained model something, in the tokens that it was trained on.
func ask(s *blueprint.State) string {
	if s.VocabSize < 260 {
		return "--text \"5 6 7\" --text \"5 6 8\""
	}
	return "--text \"A cat sleeps.\" --text \"The cat is asleep.\""
}
