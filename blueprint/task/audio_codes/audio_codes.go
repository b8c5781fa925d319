// Package audiocodes is the task of predicting the codes of audio that follow.
package audiocodes

import (
	"embed"
	"fmt"
	"slices"

	"github.com/metagen-go/metagen/blueprint"
)

//go:embed *.py
var python embed.FS

// The task, by what the model reads beside the codes: nothing, a text, or the states of another encoder.
var (
	Plain  = task("without.py", "", "")
	Text   = task("with_text.py", " and of a text", ` --text "slow piano, rain"`)
	States = task("with_states.py", " and of the states that another encoder makes of a text", " --states states.npy")
)

func task(condition, also, ask string) blueprint.Task {
	t := blueprint.Task{
		Name: "audio_codes",
		Doc:  "Predicts the codes of each codebook that follow, of those before" + also + "; the loss is the mean cross-entropy of all codes in nats.",
		Unit: "frames",
		Example: func(s *blueprint.State) string {
			return "one clip of {sequence_length} positions with {codebooks} codes each"
		},
		Format: func(s *blueprint.State) []string { return format(s) },
		Data: func(s *blueprint.State) string {
			if s.Condition == "none" {
				return "codes.bin"
			}
			return "clips"
		},
		Ask: func(s *blueprint.State) string { return "--seconds 10" + ask },
		Small: func(s *blueprint.State) string {
			return fmt.Sprintf("--sequence-length %d", min(256, s.SequenceLength))
		},
		Metrics:  []string{"loss", "perplexity", "next_code_accuracy"},
		Requires: []string{"numpy>=1.26"},
	}
	for _, source := range blueprint.Files(python, "task/audio_codes/") {
		if name := source.Path[len("task/audio_codes/"):]; name == condition || !slices.Contains([]string{"with_states.py", "with_text.py", "without.py"}, name) {
			t.Sources = append(t.Sources, source)
		}
	}
	return t
}

// format says what data.py reads.
func format(s *blueprint.State) []string {
	list := []string{
		fmt.Sprintf("A folder holds clips, a file `*.npy` each: whole numbers from 0 to %s, of shape (%d, frames), which are codes at %s frames a second.", blueprint.Thousands(s.VocabSize-1), s.Codebooks, blueprint.Thousands(s.FrameRate)),
	}
	switch s.Condition {
	case "none":
		list = append(list, fmt.Sprintf("A file named `*.bin` is one recording: little-endian uint16 of shape (%d, frames), one codebook after the other, which is cut into ten clips.", s.Codebooks))
	case "text":
		list = append(list, "`texts.jsonl` in it has a text for each clip, a line each: `{\"clip\": \"a.npy\", \"text\": \"slow piano\"}`. Its bytes are its tokens, as many as fit.")
	case "states":
		list = append(list, fmt.Sprintf("Beside `a.npy` stands `a.states.npy`: floats of shape (S, %s), S at most %s, which are the states that another encoder makes of a text of the clip.", blueprint.Thousands(s.HiddenSize), blueprint.Thousands(s.TextMaxSeqLen)))
	}
	return append(list,
		fmt.Sprintf("The codes are those of a codec such as EnCodec at %s Hz. The codec is no part of this package: its encoder makes the data, and its decoder makes sound of what `infer.py` writes.", blueprint.Thousands(s.SampleRate)),
		"The last tenth of the clips, by name, and at least one, is for validation; training never reads it.",
		"A training window is from anywhere in a clip; seed and step say which. A clip that is shorter fills the first part of it.",
	)
}
