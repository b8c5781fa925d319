package decoder

import (
	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/position"
)

// What follows is for architectures that contain a decoder: its parts, by the decoder's own fields of a state.

// Stack is the node of blocks between an embedding and a last norm; what comes in beside the tokens goes to the blocks too.
func Stack(s *blueprint.State, name string, kind *blueprint.Kind, saved func(p blueprint.Pass) blueprint.Bytes) *blueprint.Node {
	where, dims := positions(s)
	blocks := block(s)
	blocks.From = []string{"embed_tokens", ""}
	return &blueprint.Node{
		Name: name, Kind: kind, Reads: []string{"layers"},
		Children: []*blueprint.Node{
			blueprint.Embedding("embed_tokens", int64(s.VocabSize), int64(s.HiddenSize), "tokens"), blocks, normNode(s, "norm", "layers"),
		},
		Cost: func(p blueprint.Pass) blueprint.Cost {
			return blueprint.Cost{Saved: position.Saved(where, dims, p) + saved(p)}
		},
	}
}

// LayerSources lists the Python of blocks and of the output layer, each file after those that it uses.
func LayerSources(s *blueprint.State) []blueprint.Source {
	files := wiring(s)
	return append(rooms(s), source(files[0]), source(files[2]))
}

// LayerKinds lists the layers to explain.
func LayerKinds(s *blueprint.State) []*blueprint.Kind { return kinds(s) }

// References lists the works that the decoder stands on.
func References(s *blueprint.State) []blueprint.Reference { return references(s) }

// Shrink makes the decoder's dims small.
func Shrink(s *blueprint.State) { tiny(s) }
