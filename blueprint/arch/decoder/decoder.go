// Package decoder wires the decoder-only transformer: tokens in, a distribution over the next token out.
//
// hidden_size is the width of the residual stream, layers the number of blocks, heads the number of query heads.
package decoder

import (
	"embed"
	"slices"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/attention"
	"github.com/metagen-go/metagen/blueprint/layer/mlp"
	"github.com/metagen-go/metagen/blueprint/layer/moe"
	"github.com/metagen-go/metagen/blueprint/layer/norm"
	"github.com/metagen-go/metagen/blueprint/layer/position"
	languagemodel "github.com/metagen-go/metagen/blueprint/task/language_model"
)

//go:embed *.py
var python embed.FS

//go:embed presets/*.yaml
var presets embed.FS

//go:embed decoder.tex
var method string

// Architecture is the decoder.
var Architecture = blueprint.Architecture{
	Name:   "decoder",
	Title:  "decoder-only transformer",
	Doc:    "A decoder-only transformer: hidden_size is the width of the residual stream, layers the number of blocks, heads the number of query heads.",
	Serves: "a transformer for generation from text to text",
	Notation: "Shapes in comments: B batch, T new tokens, S tokens that they attend to, C hidden_size, H heads, D head_dim.\n" +
		"Tensor names are those of transformers' Llama family.",
	Fields: []string{
		"hidden_size", "layers", "heads", "kv_heads", "head_dim", "ffn_size", "dropout", "vocab_size", "max_seq_len",
		"norm", "norm_eps", "norm_bias", "mlp", "mlp_bias", "position", "rope_theta", "partial_rotary", "position_offset",
		"attention_bias", "attention_output_bias", "qk_norm", "sliding_window", "parallel_residual", "shared_norm",
		"tie_embeddings", "lm_head_bias", "scale_embeddings", "embedding_norm",
		"experts", "experts_per_token", "shared_experts", "expert_ffn_size", "router_aux_loss_coef",
	},
	Usual:   blueprint.Use{Family: "transformer", Task: "generation", Inputs: "text", Outputs: "text"},
	Floor:   12,
	Presets: blueprint.PresetFiles(presets, "arch/decoder/"),
	Takes: func(s *blueprint.State) bool {
		return s.Family == "transformer" && s.TaskType == "generation" && s.Inputs == "text" && s.Outputs == "text"
	},
	Derive: derive,
	Lacks:  lacks,
	Check:  check,
	Tiny:   tiny,
	Build:  build,
	Describe: func(m *blueprint.Model) {
		s := &m.State
		m.Sources, m.Task, m.Method, m.Kinds, m.References = sources(s), &languagemodel.Task, describe(s), kinds(s), references(s)
	},
}

func build(s *blueprint.State) *blueprint.Model {
	root := &blueprint.Node{
		Kind: &modelKind,
		Cost: func(p blueprint.Pass) blueprint.Cost {
			// The loss: float32 log-probabilities, int64 targets and a float32 count.
			return blueprint.Cost{Saved: blueprint.Bytes(blueprint.Sum(blueprint.Product(4, p.Tokens, int64(s.VocabSize)), 8*p.Tokens, 4))}
		},
	}
	head := blueprint.Linear("lm_head", int64(s.HiddenSize), int64(s.VocabSize), bool(s.LMHeadBias), "model")
	if s.TieEmbeddings {
		head.Params[0].Tied = "model.embed_tokens.weight"
	}
	root.Children = []*blueprint.Node{stack(s), head}
	return &blueprint.Model{State: *s, Root: root}
}

// stack is the Decoder: embeddings, blocks, last norm.
func stack(s *blueprint.State) *blueprint.Node {
	hidden := int64(s.HiddenSize)
	where, dims := positions(s)
	n := &blueprint.Node{
		Name: "model", Kind: &decoderKind, Reads: []string{"layers"},
		Children: []*blueprint.Node{blueprint.Embedding("embed_tokens", int64(s.VocabSize), hidden)},
		Cost: func(p blueprint.Pass) blueprint.Cost {
			return blueprint.Cost{Saved: position.Saved(where, dims, p)}
		},
	}
	last := []string{"embed_tokens"}
	if s.Position == "learned" {
		table := blueprint.Embedding("embed_positions", int64(s.MaxSeqLen)+int64(s.PositionOffset), hidden, "positions")
		n.Children, last = append(n.Children, table), append(last, "embed_positions")
	}
	if s.EmbeddingNorm {
		n.Children, last = append(n.Children, normNode(s, "embed_layernorm", last...)), []string{"embed_layernorm"}
	}
	blocks := block(s)
	blocks.From = last
	n.Children = append(n.Children, blocks, normNode(s, "norm", "layers"))
	return n
}

func block(s *blueprint.State) *blueprint.Node {
	hidden := int64(s.HiddenSize)
	n := &blueprint.Node{Name: "layers", Kind: &blockKind, Repeat: int64(s.Layers)}
	add := func(c ...*blueprint.Node) { n.Children = append(n.Children, c...) }
	dropout := blueprint.Dropout("dropout", hidden, s.Dropout, 2, "self_attn")
	dropout.Links = []string{"mlp"} // its second call
	add(normNode(s, "input_layernorm"), attentionNode(s), dropout)
	switch {
	case bool(s.SharedNorm):
		add(feedForward(s, "input_layernorm"))
	case bool(s.ParallelResidual):
		add(normNode(s, "post_attention_layernorm"), feedForward(s, "post_attention_layernorm"))
	default:
		add(normNode(s, "post_attention_layernorm", "dropout", ""), feedForward(s, "post_attention_layernorm"))
	}
	return n
}

func attentionDims(s *blueprint.State) attention.Dims {
	return attention.Dims{
		Hidden: int64(s.HiddenSize), Heads: int64(s.Heads), KVHeads: int64(s.KVHeads), HeadDim: int64(s.HeadDim),
		Bias: bool(s.AttentionBias), OutputBias: bool(s.AttentionOutputBias), Rotary: s.Position == "rope", Window: int64(s.SlidingWindow),
	}
}

func attentionNode(s *blueprint.State) *blueprint.Node {
	d := attentionDims(s)
	if s.QKNorm {
		dims := norm.Dims{Size: d.HeadDim, Rows: d.Heads, Bias: bool(s.NormBias)}
		d.QNorm = norm.Node("q_norm", norm.Kinds[string(s.Norm)], dims, "q_proj")
		dims.Rows = d.KVHeads
		d.KNorm = norm.Node("k_norm", norm.Kinds[string(s.Norm)], dims, "k_proj")
	}
	return attention.Node("self_attn", d, "input_layernorm")
}

func feedForward(s *blueprint.State, from string) *blueprint.Node {
	if s.Experts > 0 {
		return moe.Node("mlp", moe.Dims{
			Hidden: int64(s.HiddenSize), FFN: int64(s.ExpertFFNSize),
			Experts: int64(s.Experts), PerToken: int64(s.ExpertsPerToken), Shared: int64(s.SharedExperts),
		}, from)
	}
	d := mlp.Dims{Hidden: int64(s.HiddenSize), FFN: int64(s.FFNSize), Bias: bool(s.MLPBias), SavesOutput: s.MLP == "relu"}
	if gated(s.MLP) {
		return mlp.GatedNode("mlp", d, from)
	}
	return mlp.PlainNode("mlp", d, from)
}

func normNode(s *blueprint.State, name string, from ...string) *blueprint.Node {
	return norm.Node(name, norm.Kinds[string(s.Norm)], norm.Dims{Size: int64(s.HiddenSize), Rows: 1, Bias: bool(s.NormBias)}, from...)
}

func positions(s *blueprint.State) (*blueprint.Kind, position.Dims) {
	d := position.Dims{Heads: int64(s.Heads), Window: int64(s.SlidingWindow)}
	switch s.Position {
	case "rope":
		d.Turning = turning(s)
		if s.PartialRotary < 1 {
			return &position.PartialRotary, d
		}
		return &position.Rotary, d
	case "alibi":
		return &position.ALiBi, d
	case "learned":
		return &position.Learned, d
	}
	return &position.Absolute, d
}

// turning is the number of channels of a head that turn with position, as transformers rounds it.
func turning(s *blueprint.State) int64 { return int64(float64(s.PartialRotary) * float64(s.HeadDim)) }

func gated(kind blueprint.Option) bool {
	return slices.Contains([]blueprint.Option{"swiglu", "geglu", "geglu_tanh"}, kind)
}

// activations names the activation function of each kind of MLP.
var activations = map[blueprint.Option]string{"swiglu": "silu", "geglu": "gelu", "geglu_tanh": "gelu_tanh", "gelu": "gelu", "gelu_tanh": "gelu_tanh", "relu": "relu"}

var (
	modelKind   = blueprint.Kind{Name: "MetaGenModel", Doc: "The decoder and the layer that scores every token of the vocabulary."}
	decoderKind = blueprint.Kind{Name: "Decoder", Doc: "Embedding, blocks, and a last norm."}
	blockKind   = blueprint.Kind{Name: "Block", Doc: "Self-attention and a feed-forward part on the residual stream."}
)
