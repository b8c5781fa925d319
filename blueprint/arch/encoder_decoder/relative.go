package encoderdecoder

import (
	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/mlp"
	"github.com/metagen-go/metagen/blueprint/layer/norm"
	relativeattention "github.com/metagen-go/metagen/blueprint/layer/relative_attention"
)

// relative is T5: norms before what they are for, biases of distances, no other biases.
func relative(s *blueprint.State) *blueprint.Node {
	encoder := &blueprint.Node{
		Name: "encoder", Kind: &encoderKind, Params: table(s, "shared.weight"), From: []string{"shared"}, Sees: source(s),
		Children: relativeStack(s, int64(s.Layers), func(first bool) []*blueprint.Node {
			return []*blueprint.Node{selfLayer(s, first, false), feedForwardLayer(s, "layer.1", "layer.0")}
		}),
	}
	decoder := &blueprint.Node{
		Name: "decoder", Kind: &decoderKind, Params: table(s, "shared.weight"), From: []string{"shared", "encoder"},
		Children: relativeStack(s, int64(s.DecoderLayers), func(first bool) []*blueprint.Node {
			return []*blueprint.Node{selfLayer(s, first, true), crossLayer(s), feedForwardLayer(s, "layer.2", "layer.1")}
		}),
		Cost: func(p blueprint.Pass) blueprint.Cost {
			return blueprint.Cost{Saved: relativeattention.SourceSaved(int64(s.HiddenSize), source(s)(p))}
		},
	}
	return &blueprint.Node{
		Kind: &modelKind, Cost: loss(s),
		Children: []*blueprint.Node{shared(s), encoder, decoder, outputLayer(s, "shared.weight", "decoder")},
	}
}

// relativeStack is a stack: dropout of what goes in and of what comes out, blocks, of which the first has the table of biases, and a last norm.
func relativeStack(s *blueprint.State, layers int64, inside func(first bool) []*blueprint.Node) []*blueprint.Node {
	dropout := blueprint.Dropout("dropout", int64(s.HiddenSize), s.Dropout, 2)
	dropout.Links = []string{"final_layer_norm"} // its second call
	list := []*blueprint.Node{dropout, {Name: "block.0", Kind: &blockKind, From: []string{"dropout"}, Children: inside(true)}}
	last := "block.0"
	if layers > 1 {
		list = append(list, &blueprint.Node{Name: "block", Kind: &blockKind, Repeat: layers - 1, First: 1, From: []string{last}, Children: inside(false)})
		last = "block"
	}
	return append(list, normNode(s, "final_layer_norm", last))
}

func selfLayer(s *blueprint.State, first, cached bool) *blueprint.Node {
	return layer(s, "layer.0", relativeattention.SelfNode("SelfAttention", relativeDims(s), first, cached, "layer_norm"))
}

func crossLayer(s *blueprint.State) *blueprint.Node {
	return layer(s, "layer.1", relativeattention.CrossNode("EncDecAttention", relativeDims(s), source(s), "layer_norm"), "layer.0")
}

func feedForwardLayer(s *blueprint.State, name, from string) *blueprint.Node {
	return layer(s, name, feedForward(s), from)
}

// layer is a norm, what it is for, and dropout.
func layer(s *blueprint.State, name string, inside *blueprint.Node, from ...string) *blueprint.Node {
	return &blueprint.Node{Name: name, Kind: &layerKind, From: from, Children: []*blueprint.Node{
		normNode(s, "layer_norm"), inside, blueprint.Dropout("dropout", int64(s.HiddenSize), s.Dropout, 1, inside.Name),
	}}
}

// feedForward is the feed-forward part by T5's names. Where it is gated, backward needs the gate before and after its activation, and the up-projection.
func feedForward(s *blueprint.State) *blueprint.Node {
	hidden, ffn := int64(s.HiddenSize), int64(s.FFNSize)
	n := &blueprint.Node{Name: "DenseReluDense", Kind: &mlp.Plain, From: []string{"layer_norm"}}
	if !gated(s.MLP) {
		n.Children = []*blueprint.Node{blueprint.Linear("wi", hidden, ffn, false), blueprint.Linear("wo", ffn, hidden, false, "wi")}
		n.Cost = func(p blueprint.Pass) blueprint.Cost { return blueprint.Cost{Saved: activated(s, p)} }
		return n
	}
	n.Kind = &mlp.Gated
	n.Children = []*blueprint.Node{
		blueprint.Linear("wi_0", hidden, ffn, false), blueprint.Linear("wi_1", hidden, ffn, false), blueprint.Linear("wo", ffn, hidden, false, "wi_0", "wi_1"),
	}
	n.Cost = func(p blueprint.Pass) blueprint.Cost {
		return blueprint.Cost{Saved: blueprint.Bytes(blueprint.Product(3, p.Tokens, ffn, p.Width))}
	}
	return n
}

func relativeDims(s *blueprint.State) relativeattention.Dims {
	return relativeattention.Dims{Hidden: int64(s.HiddenSize), Heads: int64(s.Heads), HeadDim: int64(s.HeadDim), Buckets: int64(s.RelativeBuckets)}
}

func normNode(s *blueprint.State, name string, from ...string) *blueprint.Node {
	return norm.Node(name, norm.Kinds[string(s.Norm)], norm.Dims{Size: int64(s.HiddenSize), Rows: 1, Bias: bool(s.NormBias)}, from...)
}
