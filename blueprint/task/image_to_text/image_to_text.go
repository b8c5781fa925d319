// Package imagetotext is the task of writing what is on an image.
package imagetotext

import (
	"embed"
	"fmt"

	"github.com/metagen-go/metagen/blueprint"
)

//go:embed *.py
var python embed.FS

// Task is describing images, and answering to prompts about them.
var Task = blueprint.Task{
	Name: "image_to_text",
	Doc:  "Writes what is on an image, or an answer to a prompt about it; the loss is the mean cross-entropy of the answer's tokens in nats.",
	Unit: "images",
	Example: func(*blueprint.State) string {
		return "one image of {image_size} x {image_size} pixels in a sequence of {sequence_length} tokens"
	},
	Format: func(s *blueprint.State) []string {
		return []string{
			"A folder has images, `*.jpg` or `*.png` of any size, and a file `captions.jsonl` with a line for each answer: `{\"image\": \"x.jpg\", \"text\": \"what is on it\"}`, and `\"prompt\"` beside it where it answers to one. Paths are from the folder.",
			"The last tenth of the images, in the order of their first lines and at least two of them, is for validation; training never reads it.",
			fmt.Sprintf("Of an image a square as wide as its shorter side is scaled to %d x %d pixels: in training from anywhere along the longer side, elsewhere from the middle. Colours are centred and scaled as CLIP does.", s.ImageSize, s.ImageSize),
			fmt.Sprintf("A sequence is the token %s for each of %s patches of the image, the prompt, the token 256, the answer, and the token 257; each byte of a text is a token, from 0 to 255. What is longer than %s is cut. No tokenizer is part of this package, and the spec names none.",
				blueprint.Thousands(s.ImageToken), blueprint.Thousands(s.ImageSize/s.PatchSize*(s.ImageSize/s.PatchSize)), blueprint.Counted(int64(s.SequenceLength), "token")),
			"Only the tokens of the answer, the end among them, are targets.",
		}
	},
	Data:     func(*blueprint.State) string { return "captions" },
	Ask:      func(*blueprint.State) string { return "--image photo.png" },
	Small:    func(*blueprint.State) string { return "" },
	Metrics:  []string{"loss", "token_accuracy"},
	Requires: []string{"pillow>=10"},
	Sources:  blueprint.Files(python, "task/image_to_text/"),
}
