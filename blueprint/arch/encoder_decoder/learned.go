package encoderdecoder

import (
	"github.com/metagen-go/metagen/blueprint"
	crossattention "github.com/metagen-go/metagen/blueprint/layer/cross_attention"
)

// learned is BART: norms after what they are for, vectors of positions, biases everywhere.
func learned(s *blueprint.State) *blueprint.Node {
	encoder := &blueprint.Node{
		Name: "encoder", Kind: &encoderKind, Params: table(s, "model.shared.weight"), From: []string{"shared"}, Sees: source(s),
		Children: append(positioned(s), &blueprint.Node{
			Name: "layers", Kind: &blockKind, Repeat: int64(s.Layers), From: []string{"dropout"},
			Children: append(attended(s, 2, crossattention.BidirectionalNode("self_attn", learnedDims(s))), fullyConnected(s, "self_attn_layer_norm")...),
		}),
	}
	inside := attended(s, 3, crossattention.CausalNode("self_attn", learnedDims(s)))
	inside[1].Links = []string{"encoder_attn", "fc2"} // its other calls
	inside = append(inside,
		crossattention.CrossNode("encoder_attn", learnedDims(s), source(s), "self_attn_layer_norm"),
		normNode(s, "encoder_attn_layer_norm", "encoder_attn", "self_attn_layer_norm"))
	decoder := &blueprint.Node{
		Name: "decoder", Kind: &decoderKind, Params: table(s, "model.shared.weight"), From: []string{"shared", "encoder"},
		Children: append(positioned(s), &blueprint.Node{
			Name: "layers", Kind: &blockKind, Repeat: int64(s.DecoderLayers), From: []string{"dropout"},
			Children: append(inside, fullyConnected(s, "encoder_attn_layer_norm")...),
		}),
		Cost: func(p blueprint.Pass) blueprint.Cost {
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
		normNode(s, "layernorm_embedding", "embed_positions", ""),
		blueprint.Dropout("dropout", int64(s.HiddenSize), s.Dropout, 1, "layernorm_embedding"),
	}
}

// attended is how a block begins: attention, dropout, which is called so many times in the block, and the norm after them.
func attended(s *blueprint.State, calls int64, attention *blueprint.Node) []*blueprint.Node {
	dropout := blueprint.Dropout("dropout", int64(s.HiddenSize), s.Dropout, calls, "self_attn")
	dropout.Links = []string{"fc2"}
	return []*blueprint.Node{attention, dropout, normNode(s, "self_attn_layer_norm", "dropout", "")}
}

// fullyConnected is how a block ends: the feed-forward part, by BART's names, and the norm after it.
func fullyConnected(s *blueprint.State, from string) []*blueprint.Node {
	first := blueprint.Linear("fc1", int64(s.HiddenSize), int64(s.FFNSize), true, from)
	flops := first.Cost
	first.Cost = func(p blueprint.Pass) blueprint.Cost {
		cost := flops(p)
		cost.Saved = activated(s, p)
		return cost
	}
	second := blueprint.Linear("fc2", int64(s.FFNSize), int64(s.HiddenSize), true, "fc1")
	return []*blueprint.Node{first, second, normNode(s, "final_layer_norm", "fc2", from)}
}

func learnedDims(s *blueprint.State) crossattention.Dims {
	return crossattention.Dims{Width: int64(s.HiddenSize), Heads: int64(s.Heads), Bias: true, KeyBias: true}
}
