// Package audiodecoder wires the decoder of audio codes (MusicGen): the codes of a codec in, codebook by codebook, a distribution over each
// codebook's next code out; where a text comes in too, every block attends to it.
//
// hidden_size is the width of the decoder's residual stream, layers the number of its blocks, heads the number of its heads.
package audiodecoder

import (
	"embed"
	"slices"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
	crossattention "github.com/metagen-go/metagen/blueprint/layer/cross_attention"
	"github.com/metagen-go/metagen/blueprint/layer/norm"
)

//go:embed *.py
var python embed.FS

//go:embed presets/*.yaml
var presets embed.FS

//go:embed audio_decoder.tex
var method string

// fields are what a spec may state.
var fields = []string{
	"hidden_size", "layers", "heads", "ffn_size", "dropout", "vocab_size", "max_seq_len",
	"codebooks", "frame_rate", "sample_rate", "audio_channels",
	"text_hidden_size", "text_layers", "text_heads", "text_ffn_size", "text_vocab_size", "text_max_seq_len",
	"condition", "norm_eps", "norm_bias", "mlp",
}

// Architecture is the audio decoder.
var Architecture = blueprint.Architecture{
	Name:   "audio_decoder",
	Title:  "decoder of audio codes",
	Doc:    "A transformer over the codes of an audio codec: hidden_size is the width of the decoder's residual stream, layers the number of its blocks, heads the number of its heads; text dims are those of its text encoder.",
	Serves: "a transformer or hybrid for generation from audio, text or both to audio",
	Notation: "Shapes in comments: B batch, K codebooks, T positions, S tokens of text, C hidden_size, H heads, D width of a head.\n" +
		"Tensor names are those of transformers' MusicGen.",
	Fields:  fields,
	Usual:   blueprint.Use{Family: "transformer", Task: "generation", Inputs: "text", Outputs: "audio"},
	Parts:   []blueprint.Part{{Name: "text", Path: "text_encoder"}, {Name: "decoder", Path: "decoder"}},
	Floor:   12,
	Presets: blueprint.PresetFiles(presets, "arch/audio_decoder/"),
	Takes: func(s *blueprint.State) bool {
		return (s.Family == "transformer" || s.Family == "hybrid") && s.TaskType == "generation" && s.Outputs == "audio" && reads(s)
	},
	Derive: derive,
	Lacks:  lacks,
	Check:  check,
	Tiny:   tiny,
	Build:  build,
	Describe: func(m *blueprint.Model) {
		s := &m.State
		m.Sources, m.Task, m.Method, m.Kinds, m.References = sources(s), task(s), describe(s), kinds(s), references(s)
	},
}

// build is the model: the decoder itself, or a text encoder before it.
func build(s *blueprint.State) *blueprint.Model {
	root := &blueprint.Node{
		Kind: &modelKind,
		Cost: func(p blueprint.Pass) blueprint.Cost {
			// The loss: float32 log-probabilities and int64 targets of every codebook, and a float32 count.
			codes := blueprint.Product(p.Tokens, int64(s.Codebooks))
			return blueprint.Cost{Saved: blueprint.Bytes(blueprint.Sum(blueprint.Product(4, codes, int64(s.VocabSize)), blueprint.Product(8, codes), 4))}
		},
	}
	if s.Condition == "text" {
		projection := blueprint.Linear("enc_to_dec_proj", int64(s.TextHiddenSize), int64(s.HiddenSize), true, "text_encoder")
		projection.Sees = sees(s)
		decoder := &blueprint.Node{Name: "decoder", Kind: &codesKind, From: []string{"", "enc_to_dec_proj"}}
		decode(s, decoder)
		root.Children = []*blueprint.Node{textEncoder(s), projection, decoder}
	} else {
		decode(s, root)
	}
	return &blueprint.Model{State: *s, Root: root}
}

// decode gives a node the decoder and a head a codebook. The heads' input, which backward needs, is one for all of them.
func decode(s *blueprint.State, n *blueprint.Node) {
	heads := blueprint.Linear("lm_heads", int64(s.HiddenSize), int64(s.VocabSize), false, "model")
	once := heads.Keeps
	heads.Repeat, heads.Keeps = int64(s.Codebooks), nil
	n.Children = []*blueprint.Node{{Name: "model", Kind: &stackKind, Children: []*blueprint.Node{decoder(s)}}, heads}
	loss, where := n.Cost, ""
	if n.Name != "" {
		where = n.Name + "."
	}
	n.Cost = func(p blueprint.Pass) blueprint.Cost {
		var c blueprint.Cost
		if loss != nil {
			c = loss(p)
		}
		if !stays(s, where+"lm_heads", "lm_heads") {
			c.Saved = blueprint.Bytes(blueprint.Sum(int64(c.Saved), int64(once(p))))
		}
		return c
	}
}

// decoder is embeddings, blocks and last norm.
func decoder(s *blueprint.State) *blueprint.Node {
	hidden := int64(s.HiddenSize)
	embed := blueprint.Embedding("embed_tokens", int64(s.VocabSize)+1, hidden) // one more row: that of no code
	embed.Repeat = int64(s.Codebooks)
	blocks := block(s)
	n := &blueprint.Node{
		Name: "decoder", Kind: &decoderKind,
		Children: []*blueprint.Node{embed, blueprint.Dropout("dropout", hidden, s.Dropout, 1, "embed_tokens"), blocks, normNode(s, "layer_norm", hidden, "layers")},
	}
	if s.Condition != "none" && s.LoRARank == 0 {
		n.Cost = func(p blueprint.Pass) blueprint.Cost {
			return blueprint.Cost{Saved: crossattention.SourceSaved(hidden, sees(s)(p))}
		}
	}
	return n
}

// block is a block of the decoder.
func block(s *blueprint.State) *blueprint.Node {
	hidden := int64(s.HiddenSize)
	dims := crossattention.Dims{Width: hidden, Heads: int64(s.Heads)}
	n := &blueprint.Node{Name: "layers", Kind: &blockKind, Repeat: int64(s.Layers), From: []string{"dropout"}}
	dropout := blueprint.Dropout("dropout", hidden, s.Dropout, 2, "self_attn")
	n.Children = []*blueprint.Node{normNode(s, "self_attn_layer_norm", hidden), crossattention.CausalNode("self_attn", dims, "self_attn_layer_norm"), dropout}
	last := []string{"dropout", ""}
	if s.Condition != "none" {
		n.Kind = &crossBlockKind
		dims.Fixed = fixed(s)
		cross := crossattention.CrossNode("encoder_attn", dims, sees(s), "encoder_attn_layer_norm")
		dropout = blueprint.Dropout("dropout", hidden, s.Dropout, 3, "self_attn")
		dropout.Links = []string{"encoder_attn"} // its second call
		n.Children[2] = dropout
		n.Children = append(n.Children, normNode(s, "encoder_attn_layer_norm", hidden, last...), cross)
		last = []string{"encoder_attn", "dropout", ""}
	}
	dropout.Links = append(dropout.Links, "fc2") // its last
	n.Children = append(n.Children, normNode(s, "final_layer_norm", hidden, last...))
	feedForward(s, n, hidden, int64(s.FFNSize))
	return n
}

// fixed reports whether what the decoder reads of the text needs no gradient: states are data, and a text encoder may be frozen.
func fixed(s *blueprint.State) bool {
	if s.Condition != "text" {
		return true
	}
	return stays(s, "text_encoder", "k_proj", "v_proj", "q_proj", "out_proj", "fc1", "fc2") && stays(s, "enc_to_dec_proj", "enc_to_dec_proj")
}

// stays reports whether training leaves a part as it is whose linear layers have these names.
func stays(s *blueprint.State, part string, linears ...string) bool {
	frozen := slices.ContainsFunc(s.Freeze.Items(), func(path string) bool { return part == path || strings.HasPrefix(part, path+".") })
	adapted := slices.ContainsFunc(s.LoRATargets.Items(), func(name string) bool { return slices.Contains(linears, name) })
	return frozen || s.LoRARank > 0 && !adapted
}

// textEncoder is the text encoder: a block of it is one of the decoder's that looks both ways.
func textEncoder(s *blueprint.State) *blueprint.Node {
	width := int64(s.TextHiddenSize)
	blocks := &blueprint.Node{Name: "layers", Kind: &textBlockKind, Repeat: int64(s.TextLayers), From: []string{"dropout"}}
	dropout := blueprint.Dropout("dropout", width, s.Dropout, 2, "self_attn")
	dropout.Links = []string{"fc2"} // its second call
	blocks.Children = []*blueprint.Node{
		normNode(s, "self_attn_layer_norm", width),
		crossattention.BidirectionalNode("self_attn", crossattention.Dims{Width: width, Heads: int64(s.TextHeads)}, "self_attn_layer_norm"),
		dropout,
		normNode(s, "final_layer_norm", width, "dropout", ""),
	}
	feedForward(s, blocks, width, int64(s.TextFFNSize))
	return &blueprint.Node{
		Name: "text_encoder", Kind: &textKind, Sees: sees(s), From: []string{"text"},
		Children: []*blueprint.Node{
			blueprint.Embedding("embed_tokens", int64(s.TextVocabSize), width), blueprint.Dropout("dropout", width, s.Dropout, 1, "embed_tokens"),
			blocks, normNode(s, "layer_norm", width, "layers"),
		},
	}
}

// feedForward adds to a block its feed-forward part. Backward needs the activation's input, but for ReLU, which needs its output: the input of fc2.
func feedForward(s *blueprint.State, block *blueprint.Node, width, inner int64) {
	block.Children = append(block.Children, blueprint.Linear("fc1", width, inner, false, "final_layer_norm"), blueprint.Linear("fc2", inner, width, false, "fc1"))
	block.Reads = []string{"fc1"}
	if s.MLP == "relu" {
		block.Holds = "fc2"
	} else {
		block.Cost = func(p blueprint.Pass) blueprint.Cost {
			return blueprint.Cost{Saved: blueprint.Bytes(blueprint.Product(p.Tokens, inner, p.Width))}
		}
	}
}

// sees is the pass that the text makes: always as long as the model can attend to.
func sees(s *blueprint.State) func(blueprint.Pass) blueprint.Pass {
	return func(p blueprint.Pass) blueprint.Pass {
		return blueprint.Pass{Tokens: int64(s.TextMaxSeqLen), Context: int64(s.TextMaxSeqLen), Width: p.Width}
	}
}

func normNode(s *blueprint.State, name string, width int64, from ...string) *blueprint.Node {
	return norm.Node(name, &norm.Layer, norm.Dims{Size: width, Rows: 1, Bias: bool(s.NormBias)}, from...)
}

var (
	modelKind      = blueprint.Kind{Name: "MetaGenModel", Doc: "The decoder of audio codes, with what it reads, and a layer a codebook that scores each of its codes."}
	codesKind      = blueprint.Kind{Name: "CodeDecoder", Doc: "The decoder and a layer a codebook, which scores each of its codes."}
	stackKind      = blueprint.Kind{Name: "Stack", Doc: "Holds the decoder, as public weights name it."}
	decoderKind    = blueprint.Kind{Name: "Decoder", Doc: "An embedding a codebook, summed, blocks, and a last norm."}
	blockKind      = blueprint.Kind{Name: "Block", Doc: "Causal self-attention and a feed-forward part on the residual stream."}
	crossBlockKind = blueprint.Kind{Name: "Block", Doc: "Causal self-attention, attention to the text, and a feed-forward part on the residual stream."}
	textKind       = blueprint.Kind{Name: "TextEncoder", Doc: "Embedding, blocks, and a last norm, over the bytes of a text."}
	textBlockKind  = blueprint.Kind{Name: "TextBlock", Doc: "Self-attention and a feed-forward part on the residual stream of the text."}
)
