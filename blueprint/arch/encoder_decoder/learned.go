package encoderdecoder

import (
	"github.com/metagen-go/metagen/blueprint"
	crossattention "github.com/metagen-go/metagen/blueprint/layer/cross_attention"
)

// learned is BART: norms after what they are for, vectors of positions, biases everywhere.
func learned(s *blueprint.State) *blueprint.Node {
	encoder := &blueprint.Node{
		Name: "encoder", Kind: &encoderKind, Params: table(s, "model.shared.weight"), From: []string{"shared"}, Sees: source(s),
		Children: append(positioned(s), learnedBlock(s, int64(s.Layers),
			append(attended(s, crossattention.BidirectionalNode("self_attn", learnedDims(s))), fullyConnected(s, "self_attn_layer_norm")...), "fc2")),
	}
	inside := attended(s, crossattention.CausalNode("self_attn", learnedDims(s)))
	inside = append(inside, learnedCross(s, sourceNeeded(s, "model.", encoder)), normNode(s, "encoder_attn_layer_norm", "encoder_attn", "self_attn_layer_norm"))
	decoder := &blueprint.Node{
		Name: "decoder", Kind: &decoderKind, Params: table(s, "model.shared.weight"), From: []string{"shared", "encoder"},
		Children: append(positioned(s), learnedBlock(s, int64(s.DecoderLayers), append(inside, fullyConnected(s, "encoder_attn_layer_norm")...), "encoder_attn", "fc2")),
		Cost: func(p blueprint.Pass) blueprint.Cost {
			if !linearsTrain(s, []string{"model.decoder.layers"}, "encoder_attn", "k_proj", "v_proj") {
				return blueprint.Cost{}
			}
			return blueprint.Cost{Saved: crossattention.SourceSaved(int64(s.HiddenSize), source(s)(p))}
		},
	}
	stacks := &blueprint.Node{Name: "model", Kind: &stacksKind, Children: []*blueprint.Node{shared(s), encoder, decoder}}
	return &blueprint.Node{
		Kind: &modelKind, Cost: loss(s),
		Params:   []blueprint.Param{{Name: "final_logits_bias", Shape: []int64{1, int64(s.VocabSize)}, Buffer: true}},
		Children: []*blueprint.Node{stacks, outputLayer(s, "model.shared.weight", "model")},
	}
}

// positioned is how a stack begins: vectors of positions, a norm of their sum with the embeddings, and dropout.
func positioned(s *blueprint.State) []*blueprint.Node {
	return []*blueprint.Node{
		blueprint.Embedding("embed_positions", int64(s.MaxSeqLen)+int64(s.PositionOffset), int64(s.HiddenSize), "positions"),
		normNode(s, "layernorm_embedding", "embed_positions", embedded(s, "model.")),
		blueprint.Dropout("dropout", int64(s.HiddenSize), s.Dropout, 1, "layernorm_embedding"),
	}
}

// learnedBlock is equal blocks. Dropout is called again for what each of more puts out, and has a mask for each that needs a gradient.
func learnedBlock(s *blueprint.State, layers int64, children []*blueprint.Node, more ...string) *blueprint.Node {
	children[1].Links = more
	n := &blueprint.Node{Name: "layers", Kind: &blockKind, Repeat: layers, From: []string{"dropout"}, Children: children, Reads: append([]string{"fc1"}, more...)}
	if s.MLP == "relu" {
		n.Holds = "fc2"
	}
	n.Cost = func(p blueprint.Pass) blueprint.Cost {
		var saved blueprint.Bytes
		if needed(p, "fc1") {
			saved = activated(s, p)
		}
		for _, name := range more {
			if s.Dropout > 0 && needed(p, name) {
				saved += blueprint.Bytes(blueprint.Product(p.Tokens, int64(s.HiddenSize), p.Width))
			}
		}
		return blueprint.Cost{Saved: saved}
	}
	return n
}

// attended is how a block begins: attention, dropout, and the norm after them.
func attended(s *blueprint.State, attention *blueprint.Node) []*blueprint.Node {
	dropout := blueprint.Dropout("dropout", int64(s.HiddenSize), s.Dropout, 1, "self_attn")
	return []*blueprint.Node{attention, dropout, normNode(s, "self_attn_layer_norm", "dropout", "")}
}

// learnedCross is attention to the source, which needs a gradient or not.
func learnedCross(s *blueprint.State, needed bool) *blueprint.Node {
	d := learnedDims(s)
	d.Fixed = !needed
	n := crossattention.CrossNode("encoder_attn", d, source(s), "self_attn_layer_norm")
	n.Children[0].Needed, n.Children[1].Needed = needed, needed // k_proj and v_proj
	return n
}

// fullyConnected is how a block ends: the feed-forward part, by BART's names, and the norm after it.
func fullyConnected(s *blueprint.State, from string) []*blueprint.Node {
	return []*blueprint.Node{
		blueprint.Linear("fc1", int64(s.HiddenSize), int64(s.FFNSize), true, from), blueprint.Linear("fc2", int64(s.FFNSize), int64(s.HiddenSize), true, "fc1"),
		normNode(s, "final_layer_norm", "fc2", from),
	}
}

func learnedDims(s *blueprint.State) crossattention.Dims {
	return crossattention.Dims{Width: int64(s.HiddenSize), Heads: int64(s.Heads), Bias: true, KeyBias: true}
}
