// Package imageembedding is the task of giving images vectors that are near each other where the images are alike.
package imageembedding

import (
	"embed"
	"fmt"

	"github.com/metagen-go/metagen/blueprint"
)

//go:embed *.py
var python embed.FS

// Task is image embedding.
var Task = blueprint.Task{
	Name:    "image_embedding",
	Doc:     "Gives an image a vector that two views of it share and no other image does; the loss is the contrastive one of SimCLR, in nats.",
	Unit:    "images",
	Example: func(*blueprint.State) string { return "one view of an image, of {image_size} x {image_size} pixels" },
	Format: func(s *blueprint.State) []string {
		return []string{
			"A folder has images, at any depth: `*.jpg`, `*.jpeg` or `*.png`, of any size. No labels are read.",
			"Every tenth of them, by their paths, is for validation; of fewer than 20, every so many that two are. Training never reads these.",
			fmt.Sprintf("A row of a batch is a view of a picture: a random part of it, 8 to 100%% of its area, scaled to %d x %d pixels, turned, coloured and greyed at random. Two rows side by side are views of one picture, so a batch has an even number of them.", s.ImageSize, s.ImageSize),
			"Colours are centred and scaled by the means and deviations that are usual for ImageNet.",
		}
	},
	Data:     func(*blueprint.State) string { return "images" },
	Ask:      func(*blueprint.State) string { return "--image photo.png" },
	Small:    func(*blueprint.State) string { return "" },
	Metrics:  []string{"loss", "recall_at_1", "alignment"},
	Requires: []string{"pillow>=10"},
	Sources:  blueprint.Files(python, "task/image_embedding/"),
}
