// Package sequencetosequence is the task of making a target text of a source text.
package sequencetosequence

import (
	"embed"
	"fmt"

	"github.com/metagen-go/metagen/blueprint"
)

//go:embed *.py
var python embed.FS

// bytes is the vocabulary that texts take: a token for each byte, after those that pad, end and are left free.
const bytes = 3 + 256

// Task is sequence to sequence.
var Task = blueprint.Task{
	Name: "sequence_to_sequence",
	Doc:  "Predicts each token of a target from the tokens of its source and from those of the target before it; the loss is the mean cross-entropy in nats, padding left out.",
	Unit: "pairs",
	Example: func(s *blueprint.State) string {
		return "one pair, a source of {source_length} tokens and a target of {sequence_length} tokens"
	},
	Format: format,
	Data:   func(s *blueprint.State) string { return "pairs.jsonl" },
	Ask: func(s *blueprint.State) string {
		if s.VocabSize < bytes {
			return `--tokens "2"`
		}
		return `--source "A long text"`
	},
	Small: func(s *blueprint.State) string {
		return fmt.Sprintf("--source-length %d --sequence-length %d", min(128, s.SourceLength), min(64, s.SequenceLength))
	},
	Metrics: []string{"loss", "token_accuracy", "exact_match", "rouge_l"},
	Sources: blueprint.Files(python, "task/sequence_to_sequence/"),
}

// format says what data.py reads.
func format(s *blueprint.State) []string {
	text := "A text's tokens are the bytes of its UTF-8, each 3 higher, and a 1 at its end; 0 pads, and stands before a target."
	if s.VocabSize < bytes {
		text = fmt.Sprintf("Texts would take a vocab_size of %d, a token for each byte; this model has %s and refuses them.", bytes, blueprint.Thousands(s.VocabSize))
	}
	return []string{
		"A file named `*.jsonl` holds an object a line, `{\"source\": ..., \"target\": ...}`, both of them texts, or both lists of token ids from 0 to " + blueprint.Thousands(s.VocabSize-1) + ".",
		"A file named `*.tsv` holds a source, a tab and a target a line.",
		text,
		"A source is cut to " + blueprint.Counted(int64(s.SourceLength), "token") + " and a target to " + blueprint.Counted(int64(s.SequenceLength), "token") + ", the end included; shorter ones are padded to the longest of their batch, and padding is neither attended to nor counted in the loss.",
		"The last tenth of the pairs is for validation; training never reads it.",
		"No tokenizer is part of this package, and the spec names none.",
	}
}
