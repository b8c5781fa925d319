// Package vlm wires a language model that sees: CLIP's vision tower, a projector, and a decoder whose sequence has the patches of an image in it (LLaVA).
//
// hidden_size, layers and heads are the language model's. The vision tower, where it is not stated, is a quarter as wide, three quarters as
// deep, and has a head for every 64 channels.
package vlm

import (
	"embed"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch/clip"
	"github.com/metagen-go/metagen/blueprint/arch/decoder"
	"github.com/metagen-go/metagen/blueprint/layer/tower"
	imagetotext "github.com/metagen-go/metagen/blueprint/task/image_to_text"
)

//go:embed *.py
var python embed.FS

//go:embed presets/*.yaml
var presets embed.FS

//go:embed vlm.tex
var method string

// language are the fields that the language model takes, and vision those of the rest.
var (
	language = []string{
		"hidden_size", "layers", "heads", "kv_heads", "head_dim", "ffn_size", "dropout", "vocab_size", "max_seq_len",
		"norm", "norm_eps", "norm_bias", "mlp", "mlp_bias", "position", "rope_theta", "partial_rotary",
		"attention_bias", "attention_output_bias", "qk_norm", "sliding_window", "parallel_residual", "shared_norm", "tie_embeddings", "lm_head_bias",
	}
	vision = []string{
		"vision_hidden_size", "vision_layers", "vision_heads", "vision_ffn_size", "image_size", "patch_size", "num_channels",
		"vision_mlp", "vision_norm_eps", "image_token",
	}
)

// Architecture is the language model that sees.
var Architecture = blueprint.Architecture{
	Name:  "vlm",
	Title: "vision-language model",
	Doc: "A language model that sees: hidden_size, layers and heads are the width, the blocks and the heads of the language model; " +
		"the vision tower, where it is not stated, is a quarter as wide, three quarters as deep, and has a head for every 64 channels.",
	Serves: "a transformer for generation from image and text, or image, to text",
	Notation: "Shapes in comments: B batch, S image_size, N patches, T new tokens, S tokens that they attend to, C width, H heads, D head_dim.\n" +
		"Tensor names are those of transformers' LLaVA.",
	Fields:  append(append([]string{}, language...), vision...),
	Usual:   blueprint.Use{Family: "transformer", Task: "generation", Inputs: "image\ntext", Outputs: "text"},
	Parts:   []blueprint.Part{{Name: "vision", Path: "model.vision_tower"}, {Name: "projector", Path: "model.multi_modal_projector"}, {Name: "language", Path: "model.language_model"}},
	Floor:   12,
	Presets: blueprint.PresetFiles(presets, "arch/vlm/"),
	Takes:   takes,
	Derive:  derive,
	Lacks:   decoder.Architecture.Lacks,
	Check:   check,
	Tiny:    tiny,
	Build:   build,
	Describe: func(m *blueprint.Model) {
		s := &m.State
		m.Sources, m.Task, m.Method, m.Kinds, m.References = sources(s), &imagetotext.Task, method+decoder.Sentences(s), kinds(s), references(s)
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
		head.Params[0].Tied = "model.language_model.embed_tokens.weight"
	}
	root.Children = []*blueprint.Node{reader(s), head}
	return &blueprint.Model{State: *s, Root: root}
}

// reader reads images and tokens as one sequence. Where patches go is kept for backward, a byte a token.
func reader(s *blueprint.State) *blueprint.Node {
	images := image(s)
	d := tower.Dims{Hidden: images.Hidden, Heads: int64(s.VisionHeads), FFN: int64(s.VisionFFNSize), MLP: string(s.VisionMLP)}
	seen := clip.Vision("vision_tower", images, d, int64(s.VisionLayers), 1)
	seen.Kind = &towerKind
	words := decoder.Stack(s, "language_model", &languageKind, func(p blueprint.Pass) blueprint.Bytes { return blueprint.Bytes(p.Tokens) })
	words.From = []string{"multi_modal_projector"}
	return &blueprint.Node{Name: "model", Kind: &readerKind, Children: []*blueprint.Node{seen, projector(s, images), words}}
}

// projector is two layers with a GELU between them, on every patch. What it takes is a part of what holds the class token too.
func projector(s *blueprint.State, images tower.Image) *blueprint.Node {
	hidden := int64(s.HiddenSize)
	first := blueprint.Linear("linear_1", images.Hidden, hidden, true)
	first.Keeps = func(p blueprint.Pass) blueprint.Bytes {
		if p.Frozen {
			return 0
		}
		return blueprint.Bytes(blueprint.Product(images.Patches()+1, images.Hidden, p.Width))
	}
	return &blueprint.Node{
		Name: "multi_modal_projector", Kind: &projectorKind, From: []string{"vision_tower"}, Reads: []string{"linear_1"},
		Children: []*blueprint.Node{first, blueprint.Linear("linear_2", hidden, hidden, true, "linear_1")},
		Sees: func(p blueprint.Pass) blueprint.Pass {
			p.Tokens, p.Context = images.Patches(), images.Patches()
			return p
		},
		Cost: func(p blueprint.Pass) blueprint.Cost {
			return blueprint.Cost{Saved: blueprint.Bytes(blueprint.Product(p.Tokens, hidden, p.Width))}
		},
	}
}

func image(s *blueprint.State) tower.Image {
	return tower.Image{Channels: int64(s.NumChannels), Hidden: int64(s.VisionHiddenSize), Side: int64(s.ImageSize), Patch: int64(s.PatchSize)}
}

var (
	modelKind     = blueprint.Kind{Name: "MetaGenModel", Doc: "A vision tower, a projector and a language model, and the layer that scores every token of the vocabulary."}
	readerKind    = blueprint.Kind{Name: "Reader", Doc: "Reads images and tokens as one sequence."}
	towerKind     = blueprint.Kind{Name: "VisionTower", Doc: "CLIP's vision tower, read before its last block."}
	projectorKind = blueprint.Kind{Name: "Projector", Doc: "From the width of the vision tower to that of the language model."}
	languageKind  = blueprint.Kind{Name: "LanguageModel", Doc: "Embedding, blocks, and a last norm, with patches in the place of image tokens."}
)
