// Package imagetext is the task of telling which image and which text belong together.
package imagetext

import (
	"embed"
	"fmt"

	"github.com/metagen-go/metagen/blueprint"
)

//go:embed *.py
var python embed.FS

// Task is the matching of images and texts.
var Task = blueprint.Task{
	Name: "image_text",
	Doc:  "Finds the text of an image and the image of a text by the angle between their embeddings; the loss is a contrastive one over the pairs of a batch, in nats.",
	Unit: "pairs",
	Example: func(*blueprint.State) string {
		return "one image of {image_size} x {image_size} pixels with a text of {sequence_length} tokens"
	},
	Format: func(s *blueprint.State) []string {
		return []string{
			"A folder has images, `*.jpg` or `*.png` of any size, and a file `captions.jsonl` with a line for each caption: `{\"image\": \"x.jpg\", \"text\": \"what is on it\"}`. Paths are from the folder. An image may have several captions.",
			"The last tenth of the images, in the order of their first captions and at least two of them, is for validation; training never reads it.",
			fmt.Sprintf("Of an image a square as wide as its shorter side is scaled to %d x %d pixels: in training from anywhere along the longer side, elsewhere from the middle. Colours are centred and scaled as CLIP does.", s.ImageSize, s.ImageSize),
			fmt.Sprintf("Each byte of a text is a token, from 0 to 255; %s begins a text and %s ends it. What is longer than %s is cut. No tokenizer is part of this package, and the spec names none.",
				blueprint.Thousands(s.VocabSize-2), blueprint.Thousands(s.VocabSize-1), blueprint.Counted(int64(s.SequenceLength), "token")),
			"A batch has different images, one caption of each; every other image and text of it is a wrong answer. Where gradients are of smaller pieces (`--micro-batch-size`), so are the choices.",
		}
	},
	Data: func(*blueprint.State) string { return "pairs" },
	Ask: func(*blueprint.State) string {
		return `--image photo.png --text "a photo of a cat" --text "a photo of a dog"`
	},
	Small:    func(s *blueprint.State) string { return fmt.Sprintf("--sequence-length %d", min(64, s.SequenceLength)) },
	Metrics:  []string{"loss", "image_to_text_recall_at_1", "image_to_text_recall_at_5", "text_to_image_recall_at_1", "text_to_image_recall_at_5"},
	Requires: []string{"pillow>=10"},
	Sources:  blueprint.Files(python, "task/image_text/"),
}
