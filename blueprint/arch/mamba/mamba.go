// Package mamba wires the selective state-space model: tokens in, a distribution over the next token out, with a memory of constant size.
//
// hidden_size is the width of the residual stream, layers the number of blocks; a block has expand x hidden_size channels of state_size states.
package mamba

import (
	"embed"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/norm"
	"github.com/metagen-go/metagen/blueprint/layer/ssm"
	languagemodel "github.com/metagen-go/metagen/blueprint/task/language_model"
)

//go:embed *.py
var python embed.FS

//go:embed presets/*.yaml
var presets embed.FS

//go:embed mamba.tex
var method string

// Architecture is Mamba.
var Architecture = blueprint.Architecture{
	Name:  "mamba",
	Title: "selective state-space model",
	Doc: "A selective state-space model (Mamba): hidden_size is the width of the residual stream, layers the number of blocks, each of expand x hidden_size channels with state_size states. " +
		"What generation remembers is of constant size. max_seq_len has no tensor: it bounds the sequences that the model is trained and run on.",
	Serves: "for a spec that names it, generation from text to text",
	Notation: "Shapes in comments: B batch, T new tokens, C hidden_size, I = expand x hidden_size channels, N state_size, R dt_rank, K conv_kernel, L tokens of a chunk.\n" +
		"Tensor names are those of transformers' Mamba.",
	Fields: []string{
		"hidden_size", "layers", "vocab_size", "max_seq_len", "state_size", "conv_kernel", "expand", "dt_rank",
		"use_bias", "use_conv_bias", "norm_eps", "tie_embeddings",
	},
	Usual:   blueprint.Use{Family: "hybrid", Task: "generation", Inputs: "text", Outputs: "text"},
	Floor:   12,
	Presets: blueprint.PresetFiles(presets, "arch/mamba/"),
	Takes: func(s *blueprint.State) bool { // no family of the spec language is its own: a spec names it
		family := s.Family == "hybrid" || s.Family == "transformer"
		return s.Architecture == "mamba" && family && s.TaskType == "generation" && s.Inputs == "text" && s.Outputs == "text"
	},
	Derive: derive,
	Lacks:  func(*blueprint.State, string) string { return "" },
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
	head := blueprint.Linear("lm_head", int64(s.HiddenSize), int64(s.VocabSize), false, "backbone")
	if s.TieEmbeddings {
		head.Params[0].Tied = "backbone.embeddings.weight"
	}
	root.Children = []*blueprint.Node{backbone(s), head}
	return &blueprint.Model{State: *s, Root: root}
}

// backbone is the Backbone: embedding, blocks, last norm.
func backbone(s *blueprint.State) *blueprint.Node {
	return &blueprint.Node{
		Name: "backbone", Kind: &backboneKind,
		Children: []*blueprint.Node{
			blueprint.Embedding("embeddings", int64(s.VocabSize), int64(s.HiddenSize)),
			{
				Name: "layers", Kind: &blockKind, Repeat: int64(s.Layers), From: []string{"embeddings"},
				Children: []*blueprint.Node{normNode(s, "norm"), ssm.Node("mixer", MixerDims(s), "norm")},
			},
			normNode(s, "norm_f", "layers"),
		},
	}
}

// MixerDims are the dimensions of a mixer, but for its norms.
func MixerDims(s *blueprint.State) ssm.Dims {
	return ssm.Dims{
		Hidden: int64(s.HiddenSize), Inner: blueprint.Product(int64(s.Expand), int64(s.HiddenSize)), State: int64(s.StateSize),
		Kernel: int64(s.ConvKernel), Rank: int64(s.DTRank), Bias: bool(s.UseBias), ConvBias: bool(s.UseConvBias),
	}
}

func normNode(s *blueprint.State, name string, from ...string) *blueprint.Node {
	return norm.Node(name, &norm.RMS, norm.Dims{Size: int64(s.HiddenSize), Rows: 1}, from...)
}

var (
	modelKind    = blueprint.Kind{Name: "MetaGenModel", Doc: "The backbone and the layer that scores every token of the vocabulary."}
	backboneKind = blueprint.Kind{Name: "Backbone", Doc: "Embedding, blocks, and a last norm."}
	blockKind    = blueprint.Kind{Name: "Block", Doc: "A selective state space on the residual stream."}
)
