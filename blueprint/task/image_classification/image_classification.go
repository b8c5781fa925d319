// Package imageclassification is the task of saying which class an image is of.
package imageclassification

import (
	"embed"
	"fmt"

	"github.com/metagen-go/metagen/blueprint"
)

//go:embed *.py
var python embed.FS

// Task is image classification.
var Task = blueprint.Task{
	Name:    "image_classification",
	Doc:     "Says which class an image is of; the loss is the mean cross-entropy in nats.",
	Unit:    "images",
	Example: func(*blueprint.State) string { return "one image of {image_size} x {image_size} pixels" },
	Format: func(s *blueprint.State) []string {
		return []string{
			"A folder has a folder for each class, " + blueprint.Thousands(s.NumClasses) + " of them, named as the class is, with images of it: `*.jpg`, `*.jpeg` or `*.png`, of any size.",
			"The last tenth of each class, by the names of its files and at least one of them, is for validation; training never reads it.",
			fmt.Sprintf("In training a random part of an image, 8 to 100%% of its area, is scaled to %d x %d pixels and turned left to right half of the time; elsewhere it is the square in its middle, 7/8 of the shorter side wide.", s.ImageSize, s.ImageSize),
			"Colours are centred and scaled by the means and deviations that are usual for ImageNet.",
		}
	},
	Data:     func(*blueprint.State) string { return "images" },
	Ask:      func(*blueprint.State) string { return "--image photo.png" },
	Small:    func(*blueprint.State) string { return "" },
	Metrics:  []string{"loss", "accuracy", "top5_accuracy (of 5 classes or more)", "f1_macro"},
	Requires: []string{"pillow>=10"},
	Sources:  blueprint.Files(python, "task/image_classification/"),
}
