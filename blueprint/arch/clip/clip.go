// Package clip wires a model of images and texts: a tower for each, and a space in which both are compared (CLIP).
//
// hidden_size, layers and heads are the width, the depth and the heads of the vision tower, which are also dims.vision's. The text tower,
// where it is not stated, is two thirds as wide, as deep but at most 12 blocks, and has a head for every 64 channels.
package clip

import (
	"embed"
	"slices"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/norm"
	"github.com/metagen-go/metagen/blueprint/layer/pairing"
	"github.com/metagen-go/metagen/blueprint/layer/tower"
	imagetext "github.com/metagen-go/metagen/blueprint/task/image_text"
)

//go:embed *.py
var python embed.FS

//go:embed presets/*.yaml
var presets embed.FS

//go:embed clip.tex
var method string

// dims are those that it takes.
var dims = []string{
	"hidden_size", "layers", "heads", "vision_hidden_size", "vision_layers", "vision_heads", "vision_ffn_size",
	"text_hidden_size", "text_layers", "text_heads", "text_ffn_size", "projection_dim",
	"vocab_size", "max_seq_len", "image_size", "patch_size", "num_channels",
}

// Architecture is CLIP.
var Architecture = blueprint.Architecture{
	Name:  "clip",
	Title: "contrastive image-text model",
	Doc: "A tower for images and one for texts, compared in one space: hidden_size, layers and heads are the width, the blocks and the heads of the vision tower; " +
		"the text tower, where it is not stated, is two thirds as wide, as deep but at most 12 blocks, and has a head for every 64 channels.",
	Serves: "a transformer for retrieval, embedding or classification with text and image going in",
	Notation: "Shapes in comments: B batch, S image_size, N patches, T tokens of a text, C width of a tower, H heads, D width of a head, E projection_dim.\n" +
		"Tensor names are those of transformers' CLIP.",
	Fields:  append(slices.Clone(dims), "embedding_dim", "mlp", "norm_eps", "loss"),
	Usual:   blueprint.Use{Family: "transformer", Task: "retrieval", Inputs: "text\nimage", Outputs: "text\nimage"},
	Parts:   []blueprint.Part{{Name: "vision", Path: "vision_model"}, {Name: "text", Path: "text_model"}},
	Floor:   12,
	Presets: blueprint.PresetFiles(presets, "arch/clip/"),
	Takes:   takes,
	Imply:   imply,
	Derive:  derive,
	Lacks:   func(*blueprint.State, string) string { return "" },
	Check:   check,
	Tiny:    tiny,
	Build:   build,
	Describe: func(m *blueprint.Model) {
		s := &m.State
		m.Sources, m.Task, m.Method, m.Kinds, m.References = sources(s), &imagetext.Task, describe(s), kinds(s), references(s)
	},
}

func build(s *blueprint.State) *blueprint.Model {
	space := int64(s.ProjectionDim)
	root := &blueprint.Node{
		Kind: &modelKind, Params: []blueprint.Param{{Name: "logit_scale", Shape: []int64{}}},
		Reads: []string{"visual_projection", "text_projection"},
		Cost: func(p blueprint.Pass) blueprint.Cost {
			needs := func(name string) bool { return p.Fixes == nil || !p.Fixes(name) }
			return pairing.Cost(pairing.Kinds[string(s.Loss)], space, pairing.Needs{Image: needs("visual_projection"), Text: needs("text_projection"), Scale: !p.Frozen}, p)
		},
		Children: []*blueprint.Node{
			Vision("vision_model", image(s), tower.Dims{Hidden: int64(s.VisionHiddenSize), Heads: int64(s.VisionHeads), FFN: int64(s.VisionFFNSize), MLP: string(s.MLP)}, int64(s.VisionLayers), 0),
			textModel(s),
			projection("visual_projection", int64(s.VisionHiddenSize), space, "vision_model"),
			projection("text_projection", int64(s.TextHiddenSize), space, "text_model"),
		},
	}
	if s.Loss == "sigmoid" {
		root.Params = []blueprint.Param{{Name: "logit_scale", Shape: []int64{1}}, {Name: "logit_bias", Shape: []int64{1}}}
	}
	return &blueprint.Model{State: *s, Root: root}
}

// projection is a Linear on the one vector that a tower puts out.
func projection(name string, in, out int64, from string) *blueprint.Node {
	n := blueprint.Linear(name, in, out, false, from)
	n.Sees = one
	return n
}

// one is the pass over the one token that goes on.
func one(p blueprint.Pass) blueprint.Pass {
	p.Tokens, p.Context = 1, 1
	return p
}

func image(s *blueprint.State) tower.Image {
	return tower.Image{Channels: int64(s.NumChannels), Hidden: int64(s.VisionHiddenSize), Side: int64(s.ImageSize), Patch: int64(s.PatchSize)}
}

// Vision is the vision tower: embeddings, a norm, blocks, and a norm of what has become of the class token. Where nothing goes through so many
// of its last blocks, nothing goes through that norm either: other models take what has become of the patches.
func Vision(name string, images tower.Image, d tower.Dims, layers, unused int64) *blueprint.Node {
	last := layerNorm("post_layernorm", d.Hidden, "encoder")
	if unused > 0 {
		last.Idle, last.Kind = true, named(&norm.Layer)
	}
	last.Sees = one
	last.Keeps = func(p blueprint.Pass) blueprint.Bytes { // the class token is a part of what holds all of them
		return blueprint.Bytes(blueprint.Product(images.Patches()+1, d.Hidden, p.Width))
	}
	return &blueprint.Node{
		Name: name, Kind: &visionKind, From: []string{"images"}, Sees: images.Sees, Reads: []string{"post_layernorm"},
		Children: []*blueprint.Node{
			tower.ImagesNode("embeddings", images),
			layerNorm("pre_layrnorm", d.Hidden, "embeddings"), // so spelt in the checkpoints
			blocks("encoder", d, layers, unused, "pre_layrnorm"),
			last,
		},
	}
}

// textModel is the text tower. Of all that its last norm puts out, the end token's is taken: backward needs its two int64 places.
func textModel(s *blueprint.State) *blueprint.Node {
	d := tower.Dims{Hidden: int64(s.TextHiddenSize), Heads: int64(s.TextHeads), FFN: int64(s.TextFFNSize), MLP: string(s.MLP)}
	return &blueprint.Node{
		Name: "text_model", Kind: &textKind, From: []string{"tokens"}, Reads: []string{"final_layer_norm"},
		Children: []*blueprint.Node{
			{
				Name: "embeddings", Kind: &textEmbeddingsKind,
				Children: []*blueprint.Node{
					blueprint.Embedding("token_embedding", int64(s.VocabSize), d.Hidden),
					blueprint.Embedding("position_embedding", int64(s.MaxSeqLen), d.Hidden, "places"),
				},
			},
			blocks("encoder", d, int64(s.TextLayers), 0, "embeddings"),
			layerNorm("final_layer_norm", d.Hidden, "encoder"),
		},
		Cost: func(blueprint.Pass) blueprint.Cost { return blueprint.Cost{Saved: 2 * 8} },
	}
}

// blocks are those of one tower, of which the last so many are there and idle.
func blocks(name string, d tower.Dims, layers, unused int64, from string) *blueprint.Node {
	n := &blueprint.Node{Name: name, Kind: &towerKind, From: []string{from}}
	used := block(d)
	used.Repeat = layers - unused
	n.Children = append(n.Children, used)
	if unused > 0 {
		idle := block(d)
		idle.Repeat, idle.First, idle.Idle, idle.Kind = unused, layers-unused, true, named(&blockKind)
		n.Children = append(n.Children, idle)
	}
	return n
}

// named is a kind whose name says that nothing goes through the module.
func named(of *blueprint.Kind) *blueprint.Kind {
	kind := *of
	kind.Name += ", unused"
	return &kind
}

func block(d tower.Dims) *blueprint.Node {
	return &blueprint.Node{
		Name: "layers", Kind: &blockKind,
		Children: []*blueprint.Node{
			layerNorm("layer_norm1", d.Hidden),
			tower.AttentionNode("self_attn", d, "layer_norm1"),
			layerNorm("layer_norm2", d.Hidden, "self_attn", ""),
			tower.MLPNode("mlp", d, "layer_norm2"),
		},
	}
}

func layerNorm(name string, size int64, from ...string) *blueprint.Node {
	return norm.Node(name, &norm.Layer, norm.Dims{Size: size, Rows: 1, Bias: true}, from...)
}

var (
	modelKind          = blueprint.Kind{Name: "MetaGenModel", Doc: "A tower for images and one for texts, and a space in which both are compared."}
	visionKind         = blueprint.Kind{Name: "VisionModel", Doc: "The vision tower: an image's embedding, blocks, and norms before and after them."}
	textKind           = blueprint.Kind{Name: "TextModel", Doc: "The text tower: a text's embedding, blocks, and a last norm."}
	textEmbeddingsKind = blueprint.Kind{Name: "TextEmbeddings", Doc: "Embeddings of tokens and of positions."}
	towerKind          = blueprint.Kind{Name: "Tower", Doc: "The blocks of one tower."}
	blockKind          = blueprint.Kind{Name: "TowerBlock", Doc: "Self-attention and an MLP on the residual stream of one tower."}
)
