// Package textranking is the task of ranking documents for a query.
package textranking

import (
	"embed"
	"fmt"

	"github.com/metagen-go/metagen/blueprint"
)

//go:embed *.py
var python embed.FS

// Task is text ranking.
var Task = blueprint.Task{
	Name:    "text_ranking",
	Doc:     "Scores a query with a document; the loss of two documents of a query is -log of the chance, by their scores, that the more relevant one is above (RankNet).",
	Unit:    "tokens",
	Example: func(*blueprint.State) string { return "one query with a document of {sequence_length} tokens" },
	Format: func(s *blueprint.State) []string {
		return []string{
			"A file has one judgement a line: the query, a tab, the document, a tab, and how relevant it is, a whole number from 0.",
			"A text's tokens are its bytes in UTF-8; in a file named `*.ids` a text is the ids that a tokenizer gave, with spaces between and without special tokens, which are added.",
			"The last tenth of the queries is for validation; training never reads it.",
			"Texts of more than a sequence's tokens are cut; shorter ones are filled up with padding, which no token attends to.",
			"No tokenizer is part of this package, and the spec names none.",
		}
	},
	Data:    file,
	Ask:     ask,
	Small:   func(s *blueprint.State) string { return fmt.Sprintf("--sequence-length %d", min(32, s.SequenceLength)) },
	Metrics: []string{"ndcg_at_10", "mrr", "map", "precision_at_1"},
	Sources: blueprint.Files(python, "task/text_ranking/"),
}

// file is a file of texts, or of token ids where the vocabulary has no token for each byte.
func file(s *blueprint.State) string {
	if s.VocabSize < 260 {
		return "judgements.ids"
	}
	return "judgements.tsv"
}

// ask asks a trained model something, in the tokens that it was trained on.
func ask(s *blueprint.State) string {
	if s.VocabSize < 260 {
		return "--query \"5 6\" --document \"7 8\" --document \"9\""
	}
	return "--query \"why is the sky blue\" --document \"Air scatters blue light.\" --document \"Grass is green.\""
}
