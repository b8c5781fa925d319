// Package vit wires the vision transformer: an image in, cut into patches; classes or an embedding out.
//
// hidden_size is the width of the residual stream, layers the number of blocks, heads the number of heads. The tokens are the patches and a
// class token before them, so costs follow from image_size and patch_size alone.
package vit

import (
	"embed"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/contrastive"
	"github.com/metagen-go/metagen/blueprint/layer/norm"
	"github.com/metagen-go/metagen/blueprint/layer/patch"
	"github.com/metagen-go/metagen/blueprint/layer/vision"
	imageclassification "github.com/metagen-go/metagen/blueprint/task/image_classification"
	imageembedding "github.com/metagen-go/metagen/blueprint/task/image_embedding"
)

//go:embed *.py
var python embed.FS

//go:embed presets/*.yaml
var presets embed.FS

//go:embed vit.tex
var method string

// Architecture is the vision transformer.
var Architecture = blueprint.Architecture{
	Name:   "vit",
	Title:  "vision transformer",
	Doc:    "A vision transformer on the patches of an image: hidden_size is the width of the residual stream, layers the number of blocks, heads the number of heads.",
	Serves: "a transformer for classification from image to label, and for embedding or retrieval from image to embedding",
	Notation: "Shapes in comments: B batch, S image_size, N patches, T tokens, C hidden_size, H heads, D head_dim.\n" +
		"Tensor names are those of transformers' ViT and DeiT.",
	Fields: []string{
		"hidden_size", "layers", "heads", "head_dim", "ffn_size", "dropout", "image_size", "patch_size", "num_channels",
		"head", "num_classes", "embedding_dim", "norm_eps", "mlp", "attention_bias", "distillation_token", "temperature",
	},
	Usual:   blueprint.Use{Family: "transformer", Task: "classification", Inputs: "image", Outputs: "label"},
	Floor:   12,
	Presets: blueprint.PresetFiles(presets, "arch/vit/"),
	Takes: func(s *blueprint.State) bool {
		embeds := (s.TaskType == "embedding" || s.TaskType == "retrieval") && s.Outputs == "embedding"
		return s.Family == "transformer" && s.Inputs == "image" && (embeds || s.TaskType == "classification" && s.Outputs == "label")
	},
	Derive: derive,
	Lacks:  lacks,
	Check:  check,
	Tiny:   tiny,
	Build:  build,
	Describe: func(m *blueprint.Model) {
		s := &m.State
		m.Sources, m.Task, m.Method, m.Kinds, m.References = sources(s), &imageclassification.Task, describe(s), kinds(s), references(s)
		if s.Head == "embedding" {
			m.Task = &imageembedding.Task
		}
	},
}

func patches(s *blueprint.State) patch.Dims {
	return patch.Dims{Channels: int64(s.NumChannels), Hidden: int64(s.HiddenSize), Image: int64(s.ImageSize), Patch: int64(s.PatchSize)}
}

// tokens is how many there are: the patches, the class token, and the distillation token.
func tokens(s *blueprint.State) int64 {
	if s.DistillationToken {
		return patches(s).Count() + 2
	}
	return patches(s).Count() + 1
}

func build(s *blueprint.State) *blueprint.Model {
	n, hidden := tokens(s), int64(s.HiddenSize)
	root := &blueprint.Node{
		Kind: &modelKind,
		Sees: func(p blueprint.Pass) blueprint.Pass {
			p.Tokens, p.Context = n, n
			return p
		},
	}
	stack := []*blueprint.Node{embeddings(s), block(s), normNode(s, "layernorm", "layers")}
	if s.Head == "embedding" {
		root.Kind = &embedderKind
		root.Children = append(stack, vision.PoolerNode("pooler", n, hidden, "layernorm"))
		width := int64(s.EmbeddingDim)
		if width != hidden {
			projection := blueprint.Linear("projection", hidden, width, false, "pooler")
			projection.Sees, projection.Keeps = vision.OneToken, func(p blueprint.Pass) blueprint.Bytes {
				if p.Frozen {
					return 0
				}
				return blueprint.Bytes(blueprint.Product(hidden, p.Width))
			}
			root.Children, root.Holds = append(root.Children, projection), "projection" // what the pooler's tanh put out
		}
		root.Cost = func(p blueprint.Pass) blueprint.Cost {
			return blueprint.Cost{Saved: contrastive.Saved(width, p) + blueprint.Bytes(blueprint.Product(width, p.Width))}
		}
		return &blueprint.Model{State: *s, Root: root}
	}
	name := "vit"
	if s.DistillationToken {
		name = "deit"
	}
	root.Children = []*blueprint.Node{
		{Name: name, Kind: &encoderKind, Children: stack},
		vision.FirstToken("classifier", n, hidden, int64(s.NumClasses), true, name),
	}
	root.Cost = func(blueprint.Pass) blueprint.Cost {
		// The loss: float32 log-probabilities, an int64 target and a float32 count.
		return blueprint.Cost{Saved: blueprint.Bytes(blueprint.Sum(blueprint.Product(4, int64(s.NumClasses)), 8, 4))}
	}
	return &blueprint.Model{State: *s, Root: root}
}

func embeddings(s *blueprint.State) *blueprint.Node {
	hidden := int64(s.HiddenSize)
	n := &blueprint.Node{
		Name: "embeddings", Kind: &embeddingsKind,
		Params: []blueprint.Param{{Name: "cls_token", Shape: []int64{1, 1, hidden}}, {Name: "position_embeddings", Shape: []int64{1, tokens(s), hidden}}},
		Children: []*blueprint.Node{
			patch.Node("patch_embeddings", patches(s)),
			blueprint.Dropout("dropout", hidden, 0, 1, "patch_embeddings"),
		},
	}
	if s.Dropout > 0 { // of the sum with the places, which is this module's own
		n.Cost = func(p blueprint.Pass) blueprint.Cost {
			return blueprint.Cost{Saved: blueprint.Bytes(blueprint.Product(p.Tokens, hidden, p.Width))}
		}
	}
	if s.DistillationToken {
		n.Params = append(n.Params, blueprint.Param{Name: "distillation_token", Shape: []int64{1, 1, hidden}})
	}
	return n
}

func block(s *blueprint.State) *blueprint.Node {
	dropout := blueprint.Dropout("dropout", int64(s.HiddenSize), s.Dropout, 2, "attention")
	dropout.Links = []string{"mlp"} // its second call
	return &blueprint.Node{
		Name: "layers", Kind: &blockKind, Repeat: int64(s.Layers), From: []string{"embeddings"},
		Children: []*blueprint.Node{
			normNode(s, "layernorm_before"),
			vision.AttentionNode("attention", parts(s), "layernorm_before"),
			dropout,
			normNode(s, "layernorm_after", "dropout", ""),
			vision.MLPNode("mlp", parts(s), "layernorm_after"),
		},
	}
}

func parts(s *blueprint.State) vision.Dims {
	return vision.Dims{
		Hidden: int64(s.HiddenSize), Heads: int64(s.Heads), HeadDim: int64(s.HeadDim), FFN: int64(s.FFNSize),
		Bias: bool(s.AttentionBias), SavesOutput: s.MLP == "relu",
	}
}

func normNode(s *blueprint.State, name string, from ...string) *blueprint.Node {
	return norm.Node(name, &norm.Layer, norm.Dims{Size: int64(s.HiddenSize), Rows: 1, Bias: true}, from...)
}

var (
	modelKind      = blueprint.Kind{Name: "MetaGenModel", Doc: "The encoder of patches, and a layer that scores every class from what the class token has become."}
	embedderKind   = blueprint.Kind{Name: "MetaGenModel", Doc: "The encoder of patches, and one vector of length 1 for an image, from what the class token has become."}
	encoderKind    = blueprint.Kind{Name: "Encoder", Doc: "Embeddings, blocks, and a last norm."}
	embeddingsKind = blueprint.Kind{Name: "Embeddings", Doc: "A class token and the patches, each with a learned vector of its place."}
	blockKind      = blueprint.Kind{Name: "Block", Doc: "Self-attention and an MLP on the residual stream."}
)
