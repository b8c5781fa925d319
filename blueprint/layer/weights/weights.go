// Package weights is the room of how a model's weights begin, and which of them train.
package weights

import (
	"embed"
	"slices"

	"github.com/metagen-go/metagen/blueprint"
)

//go:embed *.py
var python embed.FS

// Sources are all files of the room.
func Sources() []blueprint.Source { return blueprint.Files(python, "layer/weights/") }

// Source is the file that draws the weights of a model which trains all of them.
func Source() blueprint.Source { return file("plain.py") }

func file(name string) blueprint.Source {
	text, err := python.ReadFile(name)
	if err != nil {
		panic(err) // embedded
	}
	return blueprint.Source{Path: "layer/weights/" + name, Text: string(text)}
}

// Adapt has the model's code freeze what its tree has frozen, and put in the adapters that the tree has.
func Adapt(m *blueprint.Model) {
	var names []string
	switch lora := m.State.LoRARank > 0; {
	case lora && m.State.Freeze != "":
		names = []string{"paths.py", "lora_linear.py", "frozen_lora.py"}
	case lora:
		names = []string{"lora_linear.py", "lora.py"}
	case m.State.Freeze != "":
		names = []string{"paths.py", "frozen.py"}
	default:
		return
	}
	at := slices.IndexFunc(m.Sources, func(s blueprint.Source) bool { return s.Path == Source().Path })
	adapted := make([]blueprint.Source, len(names))
	for i, name := range names {
		adapted[i] = file(name)
	}
	m.Sources = slices.Replace(m.Sources, at, at+1, adapted...)
	if m.State.LoRARank > 0 {
		m.Kinds = append(m.Kinds, &blueprint.LoRA)
		m.References = append(m.References, blueprint.LoRA.References...)
	}
}

// Tying is the work that an output layer with the embedding's weight is from.
var Tying = blueprint.Reference{Key: "press2017tying", Author: "Ofir Press and Lior Wolf", Title: "Using the Output Embedding to Improve Language Models", Where: "arXiv:1608.05859", Year: 2017}
