package encoderdecoder

import (
	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/mlp"
	"github.com/metagen-go/metagen/blueprint/layer/norm"
	relativeattention "github.com/metagen-go/metagen/blueprint/layer/relative_attention"
)

// relative is T5: norms before what they are for, biases of distances, no other biases.
func relative(s *blueprint.State) *blueprint.Node {
	encoder := relativeStack(s, "encoder", int64(s.Layers), func(first bool, d relativeattention.Dims) []*blueprint.Node {
		return []*blueprint.Node{
			layer(s, "layer.0", relativeattention.SelfNode("SelfAttention", d, first, false, "layer_norm")), feedForwardLayer(s, "layer.1", "layer.0"),
		}
	})
	encoder.From, encoder.Sees = []string{"shared"}, source(s)
	reads := sourceNeeded(s, "", encoder)
	decoder := relativeStack(s, "decoder", int64(s.DecoderLayers), func(first bool, d relativeattention.Dims) []*blueprint.Node {
		return []*blueprint.Node{
			layer(s, "layer.0", relativeattention.SelfNode("SelfAttention", d, first, true, "layer_norm")),
			layer(s, "layer.1", relativeattention.CrossNode("EncDecAttention", d, source(s), reads, "layer_norm"), "layer.0"),
			feedForwardLayer(s, "layer.2", "layer.1"),
		}
	})
	decoder.From = []string{"shared", "encoder"}
	if linearsTrain(s, []string{"decoder.block.0", "decoder.block"}, "layer.1.EncDecAttention", "k", "v") {
		stack := decoder.Cost
		decoder.Cost = func(p blueprint.Pass) blueprint.Cost {
			return blueprint.Cost{Saved: stack(p).Saved + relativeattention.SourceSaved(int64(s.HiddenSize), source(s)(p))}
		}
	}
	return &blueprint.Node{
		Kind: &modelKind, Cost: loss(s),
		Children: []*blueprint.Node{shared(s), encoder, decoder, outputLayer(s, "shared.weight", "decoder")},
	}
}

// relativeStack is a stack: dropout of what goes in and of what comes out, blocks, of which the first has the table of biases, and a last norm.
func relativeStack(s *blueprint.State, name string, layers int64, inside func(first bool, d relativeattention.Dims) []*blueprint.Node) *blueprint.Node {
	d := relativeattention.Dims{Hidden: int64(s.HiddenSize), Heads: int64(s.Heads), HeadDim: int64(s.HeadDim), Buckets: int64(s.RelativeBuckets)}
	d.Fixed = !trains(s, name+".block.0.layer.0.SelfAttention.relative_attention_bias", false)
	dropout := blueprint.Dropout("dropout", int64(s.HiddenSize), s.Dropout, 1)
	if from := embedded(s, ""); from != "" {
		dropout.From = []string{from}
	}
	dropout.Links = []string{"final_layer_norm"} // its second call
	n := &blueprint.Node{
		Name: name, Kind: &encoderKind, Params: table(s, "shared.weight"), Reads: []string{"final_layer_norm"},
		Children: []*blueprint.Node{dropout, {Name: "block.0", Kind: &blockKind, From: []string{"dropout"}, Children: inside(true, d)}},
		Cost: func(p blueprint.Pass) blueprint.Cost {
			var saved blueprint.Bytes
			if s.Dropout > 0 {
				saved = blueprint.Bytes(blueprint.Product(p.Tokens, int64(s.HiddenSize), p.Width)) // the second mask
			}
			if d.Fixed && attentionNeeded(s, name, layers, p) {
				saved += relativeattention.BiasSaved(d, p)
			}
			return blueprint.Cost{Saved: saved}
		},
	}
	if name == "decoder" {
		n.Kind = &decoderKind
	}
	last := "block.0"
	if layers > 1 {
		n.Children = append(n.Children, &blueprint.Node{Name: "block", Kind: &blockKind, Repeat: layers - 1, First: 1, From: []string{last}, Children: inside(false, d)})
		last = "block"
	}
	n.Children = append(n.Children, normNode(s, "final_layer_norm", last))
	return n
}

// attentionNeeded tells whether the scores of any self-attention of a stack need a gradient, given which blocks put out what needs one.
func attentionNeeded(s *blueprint.State, stack string, layers int64, p blueprint.Pass) bool {
	heads := func(block string) bool {
		return linearsTrain(s, []string{stack + "." + block}, "layer.0.SelfAttention", "q", "k", "v")
	}
	first := needed(p, "dropout") || heads("block.0")
	return first || layers > 1 && (needed(p, "block.0") || heads("block")) || layers > 2 && needed(p, "block")
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
		if n.Reads = []string{"wi"}; s.MLP == "relu" {
			n.Holds = "wo"
		}
		n.Cost = func(p blueprint.Pass) blueprint.Cost { return blueprint.Cost{Saved: activated(s, p)} }
		return n
	}
	n.Kind, n.Reads = &mlp.Gated, []string{"wi_0", "wi_1"}
	n.Children = []*blueprint.Node{
		blueprint.Linear("wi_0", hidden, ffn, false), blueprint.Linear("wi_1", hidden, ffn, false), blueprint.Linear("wo", ffn, hidden, false, "wi_0", "wi_1"),
	}
	n.Cost = func(p blueprint.Pass) blueprint.Cost {
		numbers := int64(0)
		if needed(p, "wi_0") {
			numbers += 2
		}
		if needed(p, "wi_1") {
			numbers++
		}
		return blueprint.Cost{Saved: blueprint.Bytes(blueprint.Product(numbers, p.Tokens, ffn, p.Width))}
	}
	return n
}

func normNode(s *blueprint.State, name string, from ...string) *blueprint.Node {
	return norm.Node(name, norm.Kinds[string(s.Norm)], norm.Dims{Size: int64(s.HiddenSize), Rows: 1, Bias: bool(s.NormBias)}, from...)
}
