// Package speech wires the model of speech (Whisper): an encoder of log-mel frames, and either a decoder that writes down what is said, or a head
// that says of which class it is.
//
// hidden_size is the width of every residual stream, layers the number of the encoder's blocks, heads the number of heads.
package speech

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

//go:embed speech.tex
var method string

// fields are what a spec may state.
var fields = []string{
	"hidden_size", "layers", "decoder_layers", "heads", "ffn_size", "dropout", "vocab_size", "max_seq_len",
	"sample_rate", "mel_bins", "n_fft", "hop_length", "source_positions", "projector_size", "num_classes",
	"norm_eps", "norm_bias", "mlp", "tie_embeddings",
}

// Architecture is the model of speech.
var Architecture = blueprint.Architecture{
	Name:   "speech",
	Title:  "transformer for speech",
	Doc:    "A transformer over the log-mel frames of a recording: hidden_size is the width of its residual streams, layers the number of the encoder's blocks, decoder_layers of those of the decoder, heads the number of heads in each.",
	Serves: "a transformer for generation from audio to text, or for classification from audio to label",
	Notation: "Shapes in comments: B batch, M mel bins, S states of the encoder, T tokens, C hidden_size, H heads, D width of a head.\n" +
		"Tensor names are those of transformers' Whisper.",
	Fields:  fields,
	Usual:   blueprint.Use{Family: "transformer", Task: "generation", Inputs: "audio", Outputs: "text"},
	Parts:   []blueprint.Part{{Name: "encoder", Path: "model.encoder"}, {Name: "decoder", Path: "model.decoder"}},
	Floor:   2,
	Presets: blueprint.PresetFiles(presets, "arch/speech/"),
	Takes: func(s *blueprint.State) bool {
		return s.Family == "transformer" && s.Inputs == "audio" && (s.TaskType == "generation" && s.Outputs == "text" || classifies(s) && s.Outputs == "label")
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

// classifies reports whether a head says of which class a recording is; else a decoder writes down what is said.
func classifies(s *blueprint.State) bool { return s.TaskType == "classification" }

func build(s *blueprint.State) *blueprint.Model {
	if classifies(s) {
		return &blueprint.Model{State: *s, Root: classifier(s)}
	}
	hidden, vocabulary := int64(s.HiddenSize), int64(s.VocabSize)
	head := blueprint.Linear("proj_out", hidden, vocabulary, false, "model")
	if s.TieEmbeddings {
		head.Params[0].Tied = "model.decoder.embed_tokens.weight"
	}
	root := &blueprint.Node{
		Kind: &modelKind,
		Children: []*blueprint.Node{
			{Name: "model", Kind: &speechKind, Children: []*blueprint.Node{encoder(s), decoder(s)}},
			head,
		},
		Cost: func(p blueprint.Pass) blueprint.Cost {
			// The loss: float32 log-probabilities, int64 targets and a float32 count.
			return blueprint.Cost{Saved: blueprint.Bytes(blueprint.Sum(blueprint.Product(4, p.Tokens, vocabulary), 8*p.Tokens, 4))}
		},
	}
	return &blueprint.Model{State: *s, Root: root}
}

// classifier is the encoder and the head on the mean of what it makes.
func classifier(s *blueprint.State) *blueprint.Node {
	projector := blueprint.Linear("projector", int64(s.HiddenSize), int64(s.ProjectorSize), true, "encoder")
	projector.Sees = sees(s)
	head := blueprint.Linear("classifier", int64(s.ProjectorSize), int64(s.NumClasses), true, "projector")
	head.Sees = func(p blueprint.Pass) blueprint.Pass { return blueprint.Pass{Tokens: 1, Context: 1, Width: p.Width} }
	return &blueprint.Node{
		Kind: &classifierKind, Children: []*blueprint.Node{encoder(s), projector, head},
		Cost: func(blueprint.Pass) blueprint.Cost {
			// The loss: float32 log-probabilities, an int64 target and a float32 count.
			return blueprint.Cost{Saved: blueprint.Bytes(blueprint.Sum(4*int64(s.NumClasses), 8, 4))}
		},
	}
}

// sees is the pass that the audio makes: a state for each position of the encoder, whatever the recording's length.
func sees(s *blueprint.State) func(blueprint.Pass) blueprint.Pass {
	return func(p blueprint.Pass) blueprint.Pass {
		return blueprint.Pass{Tokens: int64(s.SourcePositions), Context: int64(s.SourcePositions), Width: p.Width}
	}
}

// encoder is convolutions, positions, blocks and last norm. Backward needs the inputs of the activations after the convolutions: two states and one
// a position. Positions are sinusoids that training leaves as they are.
func encoder(s *blueprint.State) *blueprint.Node {
	hidden := int64(s.HiddenSize)
	positions := blueprint.Embedding("embed_positions", int64(s.SourcePositions), hidden, "positions")
	positions.Params[0].Frozen, positions.Keeps = true, nil
	blocks := &blueprint.Node{Name: "layers", Kind: &encoderBlockKind, Repeat: int64(s.Layers), From: []string{"dropout"}}
	dropout := blueprint.Dropout("dropout", hidden, s.Dropout, 2, "self_attn")
	dropout.Links = []string{"fc2"} // its second call
	blocks.Children = []*blueprint.Node{
		normNode(s, "self_attn_layer_norm"), crossattention.BidirectionalNode("self_attn", attention(s), "self_attn_layer_norm"), dropout,
		normNode(s, "final_layer_norm", "dropout", ""),
	}
	feedForward(s, blocks)
	return &blueprint.Node{
		Name: "encoder", Kind: &encoderKind, Sees: sees(s),
		Children: []*blueprint.Node{
			conv("conv1", int64(s.MelBins), hidden, 2, 2), conv("conv2", hidden, hidden, 2, 1, "conv1"), positions,
			blueprint.Dropout("dropout", hidden, s.Dropout, 1, "conv2", "embed_positions"), blocks, normNode(s, "layer_norm", "layers"),
		},
		Reads: []string{"conv1", "conv2"},
		Cost: func(p blueprint.Pass) blueprint.Cost {
			states := int64(1)
			if p.Fixes == nil || !p.Fixes("conv1") {
				states = 3
			}
			return blueprint.Cost{Saved: blueprint.Bytes(blueprint.Product(states, p.Tokens, hidden, p.Width))}
		},
	}
}

// kernel is how many frames a convolution reads.
const kernel = 3

// conv is torch's nn.Conv1d with so many frames a position in and out: 2 x kernel x in x out FLOPs a frame that comes out. torch keeps its input
// whichever gradients backward is to make.
func conv(name string, in, out, framesIn, framesOut int64, from ...string) *blueprint.Node {
	return &blueprint.Node{
		Name: name, Kind: &convKind, From: from,
		Params: []blueprint.Param{{Name: "weight", Shape: []int64{out, in, kernel}}, {Name: "bias", Shape: []int64{out}}},
		Keeps: func(p blueprint.Pass) blueprint.Bytes {
			return blueprint.Bytes(blueprint.Product(framesIn, p.Tokens, in, p.Width))
		},
		Cost: func(p blueprint.Pass) blueprint.Cost {
			return blueprint.Cost{FLOPs: blueprint.FLOPs(blueprint.Product(2*kernel, framesOut, p.Tokens, in, out))}
		},
	}
}

// decoder is embeddings, blocks that read the audio, and last norm.
func decoder(s *blueprint.State) *blueprint.Node {
	hidden := int64(s.HiddenSize)
	blocks := &blueprint.Node{Name: "layers", Kind: &decoderBlockKind, Repeat: int64(s.DecoderLayers), From: []string{"dropout"}}
	dropout := blueprint.Dropout("dropout", hidden, s.Dropout, 3, "self_attn")
	dropout.Links = []string{"encoder_attn", "fc2"} // its second and third calls
	cross := attention(s)
	cross.Fixed = stays(s, "model.encoder")
	blocks.Children = []*blueprint.Node{
		normNode(s, "self_attn_layer_norm"), crossattention.CausalNode("self_attn", attention(s), "self_attn_layer_norm"), dropout,
		normNode(s, "encoder_attn_layer_norm", "dropout", ""), crossattention.CrossNode("encoder_attn", cross, sees(s), "encoder_attn_layer_norm"),
		normNode(s, "final_layer_norm", "encoder_attn", "dropout", ""),
	}
	feedForward(s, blocks)
	return &blueprint.Node{
		Name: "decoder", Kind: &decoderKind, From: []string{"tokens", "encoder"},
		Children: []*blueprint.Node{
			blueprint.Embedding("embed_tokens", int64(s.VocabSize), hidden), blueprint.Embedding("embed_positions", int64(s.MaxSeqLen), hidden, "positions"),
			blueprint.Dropout("dropout", hidden, s.Dropout, 1, "embed_tokens", "embed_positions"), blocks, normNode(s, "layer_norm", "layers"),
		},
		Cost: func(p blueprint.Pass) blueprint.Cost {
			if stays(s, "model.decoder") || s.LoRARank > 0 {
				return blueprint.Cost{}
			}
			return blueprint.Cost{Saved: crossattention.SourceSaved(hidden, sees(s)(p))}
		},
	}
}

// stays reports whether training leaves the encoder or the decoder as it is.
func stays(s *blueprint.State, part string) bool {
	frozen := slices.ContainsFunc(s.Freeze.Items(), func(path string) bool { return part == path || strings.HasPrefix(part, path+".") })
	adapted := slices.ContainsFunc(s.LoRATargets.Items(), func(name string) bool {
		return slices.Contains([]string{"k_proj", "v_proj", "q_proj", "out_proj", "fc1", "fc2"}, name)
	})
	return frozen || s.LoRARank > 0 && !adapted
}

func attention(s *blueprint.State) crossattention.Dims {
	return crossattention.Dims{Width: int64(s.HiddenSize), Heads: int64(s.Heads), Bias: true}
}

// feedForward adds to a block its feed-forward part. Backward needs the activation's input, but for ReLU, which needs its output: the input of fc2.
func feedForward(s *blueprint.State, block *blueprint.Node) {
	width, inner := int64(s.HiddenSize), int64(s.FFNSize)
	block.Children = append(block.Children, blueprint.Linear("fc1", width, inner, true, "final_layer_norm"), blueprint.Linear("fc2", inner, width, true, "fc1"))
	block.Reads = []string{"fc1"}
	if s.MLP == "relu" {
		block.Holds = "fc2"
	} else {
		block.Cost = func(p blueprint.Pass) blueprint.Cost {
			return blueprint.Cost{Saved: blueprint.Bytes(blueprint.Product(p.Tokens, inner, p.Width))}
		}
	}
}

func normNode(s *blueprint.State, name string, from ...string) *blueprint.Node {
	return norm.Node(name, &norm.Layer, norm.Dims{Size: int64(s.HiddenSize), Rows: 1, Bias: bool(s.NormBias)}, from...)
}

var (
	modelKind        = blueprint.Kind{Name: "MetaGenModel", Doc: "An encoder of audio, a decoder of text that attends to it, and the layer that scores every token of the vocabulary."}
	classifierKind   = blueprint.Kind{Name: "MetaGenModel", Doc: "An encoder of audio; a projection of what it makes of each moment, their mean, and a layer that scores the classes."}
	speechKind       = blueprint.Kind{Name: "Speech", Doc: "The encoder of audio and the decoder of text, as public weights name them."}
	encoderKind      = blueprint.Kind{Name: "Encoder", Doc: "Two convolutions, fixed positions, blocks, and a last norm."}
	encoderBlockKind = blueprint.Kind{Name: "EncoderBlock", Doc: "Self-attention and a feed-forward part on the residual stream."}
	decoderKind      = blueprint.Kind{Name: "Decoder", Doc: "Embeddings of tokens and positions, blocks that read the audio, and a last norm."}
	decoderBlockKind = blueprint.Kind{Name: "DecoderBlock", Doc: "Causal self-attention, attention to the audio, and a feed-forward part on the residual stream."}
	convKind         = blueprint.Kind{Name: "conv1d", Doc: "A matrix product of three neighbouring frames, with a bias."}
)
