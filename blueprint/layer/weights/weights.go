// Package weights is the room of how a model's weights begin, and which of them train.
package weights

import (
	"embed"

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
	name := "frozen.py"
	switch {
	case m.State.LoRARank > 0 && m.State.Freeze != "":
		name = "frozen_lora.py"
	case m.State.LoRARank > 0:
		name = "lora.py"
	case m.State.Freeze == "":
		return
	}
	for i, s := range m.Sources {
		if s.Path == Source().Path {
			m.Sources[i] = file(name)
		}
	}
	if m.State.LoRARank > 0 {
		m.Kinds = append(m.Kinds, &blueprint.LoRA)
		m.References = append(m.References, blueprint.LoRA.References...)
	}
}
