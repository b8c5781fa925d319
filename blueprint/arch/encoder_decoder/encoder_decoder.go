// Package encoderdecoder wires encoder-decoder transformers: a source of tokens in, a distribution over the next token of the target out.
//
// hidden_size is the width of both residual streams, layers the number of the encoder's blocks, decoder_layers that of the decoder's, heads
// the number of query heads. The position says whose wiring it is: relative is T5's, learned is BART's.
package encoderdecoder

import (
	"embed"
	"slices"

	"github.com/metagen-go/metagen/blueprint"
	sequencetosequence "github.com/metagen-go/metagen/blueprint/task/sequence_to_sequence"
)

//go:embed *.py
var python embed.FS

//go:embed presets/*.yaml
var presets embed.FS

//go:embed encoder_decoder.tex
var method string

// Architecture is the encoder-decoder.
var Architecture = blueprint.Architecture{
	Name:  "encoder_decoder",
	Title: "encoder-decoder transformer",
	Doc: "An encoder-decoder transformer: hidden_size is the width of the residual streams, layers the number of the encoder's blocks, decoder_layers that of the decoder's, " +
		"heads the number of query heads. Figures are for a source of source_length tokens and a target of sequence_length; the key-value cache is that of " +
		"max_seq_len tokens of the target and source_length of the source.",
	Serves: "a transformer for generation from text to text, by its name, a preset, or the objective sequence_to_sequence",
	Notation: "Shapes in comments: B batch, S tokens that are attended to (in the encoder, those of the source), T new tokens, C hidden_size, H heads, D head_dim.\n" +
		"Tensor names are those of transformers' T5 (position relative) and BART (position learned).",
	Fields: []string{
		"hidden_size", "layers", "decoder_layers", "heads", "head_dim", "ffn_size", "dropout", "vocab_size", "max_seq_len", "source_length",
		"relative_buckets", "relative_distance", "norm", "norm_eps", "norm_bias", "mlp", "position", "position_offset", "tie_embeddings", "scale_embeddings",
	},
	Usual:   blueprint.Use{Family: "transformer", Task: "generation", Inputs: "text", Outputs: "text"},
	Floor:   6, // of the encoder, and as many of the decoder
	Presets: blueprint.PresetFiles(presets, "arch/encoder_decoder/"),
	Takes:   takes,
	Derive:  derive,
	Lacks:   lacks,
	Check:   check,
	Tiny:    tiny,
	Build: func(s *blueprint.State) *blueprint.Model {
		if s.Position == "learned" {
			return &blueprint.Model{State: *s, Root: learned(s)}
		}
		return &blueprint.Model{State: *s, Root: relative(s)}
	},
	Describe: func(m *blueprint.Model) {
		s := &m.State
		m.Sources, m.Task, m.Method, m.Kinds, m.References = sources(s), &sequencetosequence.Task, describe(s), kinds(s), references(s)
	},
}

// takes tells whether a spec is for an encoder-decoder: the decoder serves the same task, so that a spec asks for this one, by name or by objective.
func takes(s *blueprint.State) bool {
	text := s.Family == "transformer" && s.TaskType == "generation" && s.Inputs == "text" && s.Outputs == "text"
	return text && (s.Architecture == "encoder_decoder" || slices.ContainsFunc(s.Objective.Items(), func(o string) bool {
		return o == "sequence_to_sequence" || o == "seq2seq"
	}))
}

// source is the pass that the encoder makes.
func source(s *blueprint.State) func(p blueprint.Pass) blueprint.Pass {
	return func(p blueprint.Pass) blueprint.Pass {
		return blueprint.Pass{Tokens: int64(s.SourceLength), Context: int64(s.SourceLength), Width: p.Width}
	}
}

// shared is the table of embeddings, which is called with the tokens of the source and with those of the target.
func shared(s *blueprint.State) *blueprint.Node {
	n := blueprint.Embedding("shared", int64(s.VocabSize), int64(s.HiddenSize))
	n.Keeps = func(p blueprint.Pass) blueprint.Bytes {
		if p.Frozen {
			return 0
		}
		return blueprint.Bytes(blueprint.Product(8, blueprint.Sum(p.Tokens, int64(s.SourceLength))))
	}
	return n
}

// outputLayer scores every token of the vocabulary.
func outputLayer(s *blueprint.State, table, from string) *blueprint.Node {
	n := blueprint.Linear("lm_head", int64(s.HiddenSize), int64(s.VocabSize), false, from)
	if s.TieEmbeddings {
		n.Params[0].Tied = table
	}
	return n
}

// loss is the cost of the cross-entropy: float32 log-probabilities, int64 targets and a float32 count.
func loss(s *blueprint.State) func(p blueprint.Pass) blueprint.Cost {
	return func(p blueprint.Pass) blueprint.Cost {
		return blueprint.Cost{Saved: blueprint.Bytes(blueprint.Sum(blueprint.Product(4, p.Tokens, int64(s.VocabSize)), 8*p.Tokens, 4))}
	}
}

// table is the embedding under another name, which a stack gives it.
func table(s *blueprint.State, name string) []blueprint.Param {
	return []blueprint.Param{{Name: "embed_tokens.weight", Shape: []int64{int64(s.VocabSize), int64(s.HiddenSize)}, Tied: name}}
}

// activated is what backward needs of an activation: its input, but for ReLU, which needs its output, the input of the layer that follows.
func activated(s *blueprint.State, p blueprint.Pass) blueprint.Bytes {
	if s.MLP == "relu" {
		return 0
	}
	return blueprint.Bytes(blueprint.Product(p.Tokens, int64(s.FFNSize), p.Width))
}

func gated(kind blueprint.Option) bool {
	return slices.Contains([]blueprint.Option{"swiglu", "geglu", "geglu_tanh"}, kind)
}

// activations names the activation function of each kind of MLP.
var activations = map[blueprint.Option]string{"swiglu": "silu", "geglu": "gelu", "geglu_tanh": "gelu_tanh", "gelu": "gelu", "gelu_tanh": "gelu_tanh", "relu": "relu"}

var (
	modelKind   = blueprint.Kind{Name: "MetaGenModel", Doc: "An encoder, a decoder that attends to it, and the layer that scores every token of the vocabulary."}
	stacksKind  = blueprint.Kind{Name: "Stacks", Doc: "An encoder of the source, and a decoder of the target that attends to it."}
	encoderKind = blueprint.Kind{Name: "Encoder", Doc: "Reads the source: blocks of self-attention and a feed-forward part."}
	decoderKind = blueprint.Kind{Name: "Decoder", Doc: "Reads the target and the source: blocks of self-attention, cross-attention and a feed-forward part."}
	blockKind   = blueprint.Kind{Name: "Block", Doc: "Attention and a feed-forward part on the residual stream."}
	layerKind   = blueprint.Kind{Name: "Layer", Doc: "A norm, and attention or a feed-forward part, on the residual stream."}
)
