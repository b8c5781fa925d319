package encoderdecoder

import (
	"slices"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// What one stack keeps depends on what trains in the other: the source, which the decoder reads, needs a gradient where anything before it trains.

// frozen tells whether the spec freezes a module, by its path without numbers of repeated ones.
func frozen(s *blueprint.State, path string) bool {
	return slices.ContainsFunc(s.Freeze.Items(), func(part string) bool { return path == part || strings.HasPrefix(path, part+".") })
}

// trains tells whether a module trains, of those that share no tensor: a linear layer by itself or through its adapter.
func trains(s *blueprint.State, path string, linear bool) bool {
	if s.LoRARank > 0 {
		return linear && slices.Contains(s.LoRATargets.Items(), path[strings.LastIndexByte(path, '.')+1:]) && !frozen(s, path)
	}
	return !frozen(s, path)
}

// linearsTrain tells whether any of some linear layers does, in the blocks that one of these paths names.
func linearsTrain(s *blueprint.State, blocks []string, inside string, names ...string) bool {
	return slices.ContainsFunc(blocks, func(block string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return trains(s, block+"."+inside+"."+name, true) })
	})
}

// anyTrains tells whether a module or one inside it trains.
func anyTrains(s *blueprint.State, outer string, n *blueprint.Node) bool {
	path := outer + n.Name
	own := slices.ContainsFunc(n.Params, func(p blueprint.Param) bool { return p.Tied == "" })
	return own && trains(s, path, n.Kind.Name == "linear") || slices.ContainsFunc(n.Children, func(c *blueprint.Node) bool { return anyTrains(s, path+".", c) })
}

// sharedTrains tells whether the table of embeddings trains: it stands still where a module does that has it.
func sharedTrains(s *blueprint.State, prefix string) bool {
	holders := []string{prefix + "shared", prefix + "encoder", prefix + "decoder"}
	if s.TieEmbeddings {
		holders = append(holders, "lm_head")
	}
	return s.LoRARank == 0 && !slices.ContainsFunc(holders, func(path string) bool { return frozen(s, path) })
}

// embedded is where the embeddings come from in a stack: from what comes into it, of which the decoder's has the source too. Embeddings that stand still
// need no gradient, whatever the source does.
func embedded(s *blueprint.State, prefix string) string {
	if sharedTrains(s, prefix) {
		return ""
	}
	return "embeddings"
}

// sourceNeeded tells whether what the encoder makes of a source needs a gradient.
func sourceNeeded(s *blueprint.State, prefix string, encoder *blueprint.Node) bool {
	return sharedTrains(s, prefix) || anyTrains(s, prefix, encoder)
}

// needed tells whether what a child puts out needs a gradient.
func needed(p blueprint.Pass, child string) bool { return p.Fixes == nil || !p.Fixes(child) }
