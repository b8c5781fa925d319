package encoder

import (
	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/bidirectional"
	"github.com/metagen-go/metagen/blueprint/layer/norm"
	"github.com/metagen-go/metagen/blueprint/layer/pooling"
)

// build makes the module tree: the encoder, with a name before its own where a head stands beside it, and the head.
func build(s *blueprint.State) *blueprint.Model {
	root := &blueprint.Node{Kind: &modelKind}
	switch s.Head {
	case "masked_lm":
		predictor(s, root)
	case "embedding":
		embedder(s, root)
	default:
		scorer(s, root)
	}
	return &blueprint.Model{State: *s, Root: root}
}

func dims(s *blueprint.State) bidirectional.Dims {
	return bidirectional.Dims{Hidden: int64(s.HiddenSize), Heads: int64(s.Heads), Bias: bool(s.AttentionBias), Dropout: s.Dropout}
}

func normNode(s *blueprint.State, name string, from ...string) *blueprint.Node {
	return norm.Node(name, &norm.Layer, norm.Dims{Size: int64(s.HiddenSize), Rows: 1, Bias: bool(s.NormBias)}, from...)
}

func linear(s *blueprint.State, name string, out int64, bias bool, from ...string) *blueprint.Node {
	return blueprint.Linear(name, int64(s.HiddenSize), out, bias, from...)
}

func dropout(s *blueprint.State, name string, from ...string) *blueprint.Node {
	return blueprint.Dropout(name, int64(s.HiddenSize), s.Dropout, 1, from...)
}

// activated is what backward needs of an activation on so many channels: its input; ReLU's needs its output, which the next layer keeps.
func activated(s *blueprint.State, channels int64) func(blueprint.Pass) blueprint.Cost {
	return func(p blueprint.Pass) blueprint.Cost {
		if s.MLP == "relu" {
			return blueprint.Cost{}
		}
		return blueprint.Cost{Saved: blueprint.Bytes(blueprint.Product(p.Tokens, channels, p.Width))}
	}
}

// held names the layer that reads what ReLU puts out, which backward needs whether or not that layer does.
func held(s *blueprint.State, layer string) string {
	if s.MLP == "relu" {
		return layer
	}
	return ""
}

// body lists the modules of the encoder, in the order of their calls.
func body(s *blueprint.State) []*blueprint.Node {
	switch s.Layout {
	case "distilbert":
		return []*blueprint.Node{embeddings(s), {Name: "transformer", Kind: &stackKind, From: []string{"embeddings"}, Children: []*blueprint.Node{distilBlock(s)}}}
	case "modernbert":
		return modernBody(s)
	}
	return []*blueprint.Node{embeddings(s), {Name: "encoder", Kind: &stackKind, From: []string{"embeddings"}, Children: []*blueprint.Node{bertBlock(s)}}}
}

func embeddings(s *blueprint.State) *blueprint.Node {
	hidden := int64(s.HiddenSize)
	n := &blueprint.Node{Name: "embeddings", Kind: &embeddingsKind}
	if s.Layout == "modernbert" {
		n.Children = []*blueprint.Node{blueprint.Embedding("tok_embeddings", int64(s.VocabSize), hidden), normNode(s, "norm", "tok_embeddings"), dropout(s, "drop", "norm")}
		return n
	}
	n.Children = []*blueprint.Node{
		blueprint.Embedding("word_embeddings", int64(s.VocabSize), hidden),
		blueprint.Embedding("position_embeddings", int64(s.MaxSeqLen)+int64(s.PositionOffset), hidden, "positions"),
	}
	last := []string{"word_embeddings", "position_embeddings"}
	if pair(s) {
		n.Children, last = append(n.Children, blueprint.Embedding("token_type_embeddings", int64(s.TokenTypes), hidden, "types")), append(last, "token_type_embeddings")
	}
	n.Children = append(n.Children, normNode(s, "LayerNorm", last...), dropout(s, "dropout", "LayerNorm"))
	return n
}

func bertBlock(s *blueprint.State) *blueprint.Node {
	hidden, ffn, d := int64(s.HiddenSize), int64(s.FFNSize), dims(s)
	return &blueprint.Node{Name: "layer", Kind: &blockKind, Repeat: int64(s.Layers), Children: []*blueprint.Node{
		bidirectional.BERTNode("attention", d, normNode(s, "LayerNorm")),
		{
			Name: "intermediate", Kind: &halfKind, From: []string{"attention"}, Cost: activated(s, ffn),
			Children: []*blueprint.Node{blueprint.Linear("dense", hidden, ffn, true)},
		},
		bidirectional.OutputNode("output", ffn, s.MLP == "relu", d, normNode(s, "LayerNorm"), "intermediate"),
	}}
}

func distilBlock(s *blueprint.State) *blueprint.Node {
	hidden, ffn := int64(s.HiddenSize), int64(s.FFNSize)
	return &blueprint.Node{Name: "layer", Kind: &blockKind, Repeat: int64(s.Layers), Children: []*blueprint.Node{
		bidirectional.DistilBERTNode("attention", dims(s)),
		normNode(s, "sa_layer_norm", "attention", ""),
		{
			Name: "ffn", Kind: &plainKind, From: []string{"sa_layer_norm"}, Cost: activated(s, ffn), Reads: []string{"lin1"}, Holds: held(s, "lin2"),
			Children: []*blueprint.Node{blueprint.Linear("lin1", hidden, ffn, true), blueprint.Linear("lin2", ffn, hidden, true, "lin1"), dropout(s, "dropout", "lin2")},
		},
		normNode(s, "output_layer_norm", "ffn", "sa_layer_norm"),
	}}
}

// modernBody is ModernBERT's: its first block has no norm before attention, since the embeddings are normed.
func modernBody(s *blueprint.State) []*blueprint.Node {
	first := modernBlock(s, 0, 1, "embeddings")
	share(s, first)
	if s.Layers == 1 {
		return []*blueprint.Node{embeddings(s), first, normNode(s, "final_norm", first.Called())}
	}
	rest := modernBlock(s, 1, int64(s.Layers)-1, first.Called())
	return []*blueprint.Node{embeddings(s), first, rest, normNode(s, "final_norm", rest.Called())}
}

// share counts what all blocks share where the first is: what blocks of global attention do is its attention's, if there are no others.
func share(s *blueprint.State, first *blueprint.Node) {
	local := func(p blueprint.Pass) blueprint.Bytes {
		if s.Layers == 1 || s.GlobalAttentionEvery == 1 {
			return 0
		}
		return bidirectional.Local(dims(s), int64(s.LocalAttention), p)
	}
	alone := s.Layers <= s.GlobalAttentionEvery
	first.Cost = func(p blueprint.Pass) blueprint.Cost {
		saved := local(p)
		if !alone {
			saved += bidirectional.Turned(dims(s), p)
		}
		return blueprint.Cost{Saved: saved}
	}
	if !alone {
		return
	}
	attention := first.Children[1]
	own := attention.Cost
	attention.Cost = func(p blueprint.Pass) blueprint.Cost {
		c := own(p)
		c.Saved += bidirectional.Turned(dims(s), p)
		return c
	}
}

func modernBlock(s *blueprint.State, first, count int64, from string) *blueprint.Node {
	hidden, ffn := int64(s.HiddenSize), int64(s.FFNSize)
	before := normNode(s, "attn_norm")
	if first == 0 {
		before = &blueprint.Node{Name: "attn_norm", Kind: &identityKind}
	}
	return &blueprint.Node{Name: "layers", Kind: &preBlockKind, Repeat: count, First: first, Mixed: s.Layers > 1, From: []string{from}, Children: []*blueprint.Node{
		before,
		bidirectional.ModernBERTNode("attn", dims(s), "attn_norm"),
		normNode(s, "mlp_norm", "attn", ""),
		{
			Name: "mlp", Kind: &gatedKind, From: []string{"mlp_norm"}, Reads: []string{"Wi"},
			Children: []*blueprint.Node{
				blueprint.Linear("Wi", hidden, 2*ffn, bool(s.MLPBias)),
				blueprint.Dropout("drop", ffn, s.Dropout, 1, "Wi"),
				blueprint.Linear("Wo", ffn, hidden, bool(s.MLPBias), "drop"),
			},
			Cost: func(p blueprint.Pass) blueprint.Cost { // both halves of Wi's output, and one of them after the activation
				return blueprint.Cost{Saved: blueprint.Bytes(blueprint.Product(3, p.Tokens, ffn, p.Width))}
			},
		},
	}}
}

// trunks names the encoder beside a head, as checkpoints have it.
var trunks = map[blueprint.Option]string{"bert": "bert", "roberta": "roberta", "distilbert": "distilbert", "modernbert": "model"}

func trunk(s *blueprint.State, more ...*blueprint.Node) *blueprint.Node {
	return &blueprint.Node{Name: trunks[s.Layout], Kind: &trunkKind, Children: append(body(s), more...)}
}

// embedder is the encoder with its own names, a pooling and what makes an embedding of the pooled vector.
func embedder(s *blueprint.State, root *blueprint.Node) {
	hidden, width, kind := int64(s.HiddenSize), int64(s.EmbeddingDim), pooling.Kinds[string(s.Pooling)]
	last := map[blueprint.Option]string{"bert": "encoder", "roberta": "encoder", "distilbert": "transformer", "modernbert": "final_norm"}[s.Layout]
	root.Children = append(body(s), pooling.Node("pooler", kind, hidden, last), pooling.UnitNode("head", kind, hidden, width, "pooler"))
	root.Cost = func(blueprint.Pass) blueprint.Cost {
		// The loss: float32 embeddings, a distance and a log-probability for each pair of texts, of which one text has one; what masks them; a count.
		return blueprint.Cost{Saved: blueprint.Bytes(blueprint.Sum(blueprint.Product(4, width), 4+4+1+1+8))}
	}
}

// width is how many numbers a scoring head puts out, and lossBytes what the loss keeps of one text: float32 log-probabilities, an int64
// class and a float32 count (cross-entropy); float32 outputs and targets (squares); a float32 difference, whether it counts, and a count (ranking).
func scored(s *blueprint.State) (width, lossBytes int64) {
	switch s.Head {
	case "classification":
		return int64(s.NumClasses), 4*int64(s.NumClasses) + 8 + 4
	case "regression":
		return int64(s.NumOutputs), 8 * int64(s.NumOutputs)
	}
	return 1, 4 + 1 + 8
}

// scorer is the encoder and a head on one vector of a text.
func scorer(s *blueprint.State, root *blueprint.Node) {
	hidden := int64(s.HiddenSize)
	width, loss := scored(s)
	root.Cost = func(blueprint.Pass) blueprint.Cost { return blueprint.Cost{Saved: blueprint.Bytes(loss)} }
	one := func(n *blueprint.Node) *blueprint.Node { n.Sees = pooling.One; return n }
	switch s.Layout {
	case "bert":
		drop, last := dropped(s, "bert")
		root.Children = []*blueprint.Node{
			trunk(s, pooling.Node("pooler", &pooling.Pooler, hidden, "encoder")), one(drop), one(linear(s, "classifier", width, true, last)),
		}
	case "roberta":
		root.Children = []*blueprint.Node{trunk(s), one(robertaClassifier(s, width))}
	case "distilbert":
		first := one(linear(s, "pre_classifier", hidden, true, "distilbert"))
		first.Keeps = pooling.Kept(&pooling.CLS, hidden)
		drop, last := dropped(s, "pre_classifier")
		root.Children = []*blueprint.Node{trunk(s), first, one(drop), one(linear(s, "classifier", width, true, last))}
	default:
		kind := pooling.Kinds[string(s.Pooling)]
		head := one(predictionHead(s, "pooler"))
		head.Children[0].Keeps = pooling.Kept(kind, hidden)
		root.Children = []*blueprint.Node{
			trunk(s), pooling.Node("pooler", kind, hidden, "model"), head, one(dropout(s, "drop", "head")), one(linear(s, "classifier", width, true, "drop")),
		}
	}
}

// dropped is the dropout between an activation and the layer that reads it, and what that layer reads: the same, where nothing is dropped.
// Backward needs the activation's output, whether or not that layer does.
func dropped(s *blueprint.State, from string) (n *blueprint.Node, last string) {
	n = dropout(s, "dropout", from)
	n.Keeps = pooling.Kept(&pooling.Mean, int64(s.HiddenSize))
	if s.Dropout == 0 {
		return n, from
	}
	return n, "dropout"
}

// robertaClassifier is two layers, each after a dropout, on the first token's vector. Backward needs what tanh puts out.
func robertaClassifier(s *blueprint.State, width int64) *blueprint.Node {
	hidden := int64(s.HiddenSize)
	drop := dropout(s, "dropout")
	drop.Links = []string{"dense"} // its second call
	dense := linear(s, "dense", hidden, true, "dropout")
	n := &blueprint.Node{
		Name: "classifier", Kind: &classifierKind, From: []string{"roberta"}, Reads: []string{"dense"},
		Children: []*blueprint.Node{drop, dense, linear(s, "out_proj", width, true, "dense")},
	}
	if s.Dropout == 0 {
		dense.Keeps, n.Holds = pooling.Kept(&pooling.CLS, hidden), "out_proj"
		return n
	}
	n.Cost = func(p blueprint.Pass) blueprint.Cost { // and the mask of the second dropout
		return blueprint.Cost{Saved: blueprint.Bytes(blueprint.Product(2, hidden, p.Width))}
	}
	return n
}

// predictionHead is ModernBERT's layer before the last one.
func predictionHead(s *blueprint.State, from string) *blueprint.Node {
	return &blueprint.Node{
		Name: "head", Kind: &headKind, From: []string{from}, Cost: activated(s, int64(s.HiddenSize)), Reads: []string{"dense"}, Holds: held(s, "norm"),
		Children: []*blueprint.Node{linear(s, "dense", int64(s.HiddenSize), false), normNode(s, "norm", "dense")},
	}
}

// predictor is the encoder and a head that scores every token of the vocabulary, by its embedding.
func predictor(s *blueprint.State, root *blueprint.Node) {
	hidden, vocab := int64(s.HiddenSize), int64(s.VocabSize)
	root.Cost = func(p blueprint.Pass) blueprint.Cost {
		// The loss: float32 log-probabilities, int64 targets and a float32 count.
		return blueprint.Cost{Saved: blueprint.Bytes(blueprint.Sum(blueprint.Product(4, p.Tokens, vocab), 8*p.Tokens, 4))}
	}
	body, table := trunk(s), trunks[s.Layout]+".embeddings.word_embeddings.weight"
	bias := []blueprint.Param{{Name: "bias", Shape: []int64{vocab}}}
	switch s.Layout {
	case "bert":
		decoder := tied(linear(s, "decoder", vocab, true, "transform"), table, "cls.predictions.bias")
		transform := &blueprint.Node{
			Name: "transform", Kind: &headKind, Cost: activated(s, hidden), Reads: []string{"dense"}, Holds: held(s, "LayerNorm"), Children: []*blueprint.Node{linear(s, "dense", hidden, true), normNode(s, "LayerNorm", "dense")},
		}
		predictions := &blueprint.Node{Name: "predictions", Kind: &predictionsKind, Params: bias, Children: []*blueprint.Node{transform, decoder}}
		root.Children = []*blueprint.Node{body, {Name: "cls", Kind: &predictionsKind, From: []string{"bert"}, Children: []*blueprint.Node{predictions}}}
	case "roberta":
		decoder := tied(linear(s, "decoder", vocab, true, "layer_norm"), table, "lm_head.bias")
		root.Children = []*blueprint.Node{body, {
			Name: "lm_head", Kind: &predictionsKind, Params: bias, From: []string{"roberta"}, Reads: []string{"dense"},
			Children: []*blueprint.Node{linear(s, "dense", hidden, true), normNode(s, "layer_norm", "dense"), decoder},
			Cost: func(p blueprint.Pass) blueprint.Cost { // GELU's input, whatever the blocks have
				return blueprint.Cost{Saved: blueprint.Bytes(blueprint.Product(p.Tokens, hidden, p.Width))}
			},
		}}
	case "distilbert":
		first := linear(s, "vocab_transform", hidden, true, "distilbert")
		flops, saved := first.Cost, activated(s, hidden)
		first.Cost = func(p blueprint.Pass) blueprint.Cost {
			c := flops(p)
			c.Saved = saved(p).Saved
			return c
		}
		root.Children = []*blueprint.Node{
			body, first, normNode(s, "vocab_layer_norm", "vocab_transform"), tied(linear(s, "vocab_projector", vocab, true, "vocab_layer_norm"), table, ""),
		}
	default:
		table = "model.embeddings.tok_embeddings.weight"
		root.Children = []*blueprint.Node{body, predictionHead(s, "model"), tied(linear(s, "decoder", vocab, bool(s.LMHeadBias), "head"), table, "")}
	}
}

// tied makes a layer share its weight and, where one is named, its bias.
func tied(n *blueprint.Node, weight, bias string) *blueprint.Node {
	n.Params[0].Tied = weight
	if bias != "" {
		n.Params[1].Tied = bias
	}
	return n
}

var (
	modelKind       = blueprint.Kind{Name: "MetaGenModel", Doc: "The encoder and what reads it."}
	trunkKind       = blueprint.Kind{Name: "encoder", Doc: "Embeddings and blocks."}
	embeddingsKind  = blueprint.Kind{Name: "embeddings", Doc: "A vector for each token and its place, normed."}
	stackKind       = blueprint.Kind{Name: "stack", Doc: "The blocks."}
	blockKind       = blueprint.Kind{Name: "Block", Doc: "Self-attention and a feed-forward part, the stream normed after each."}
	preBlockKind    = blueprint.Kind{Name: "Block", Doc: "Self-attention and a gated MLP on the residual stream."}
	identityKind    = blueprint.Kind{Name: "identity", Doc: "What comes in goes out."}
	halfKind        = blueprint.Kind{Name: "MLP", Doc: "Up to ffn_size, through the activation; the output layer leads down again.", TeX: mlpTeX}
	plainKind       = blueprint.Kind{Name: "MLP", Doc: "Up to ffn_size, through the activation, and down again.", TeX: mlpTeX}
	gatedKind       = blueprint.Kind{Name: "gated MLP", Doc: "One half of the inner channels, through the activation, scales the other.", TeX: gatedTeX}
	classifierKind  = blueprint.Kind{Name: "classifier", Doc: "Two layers on the first token's vector."}
	headKind        = blueprint.Kind{Name: "head", Doc: "A layer with an activation and a norm, before the last layer."}
	predictionsKind = blueprint.Kind{Name: "predictions", Doc: "A score for every token of the vocabulary, by its embedding."}
)
