package clip_test

import (
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/blueprint/arch/clip"
	"github.com/metagen-go/metagen/scripts/contract"
)

// TestPublished holds the counts of the checkpoints on Hugging Face.
func TestPublished(t *testing.T) {
	for name, want := range map[string]blueprint.Params{
		"clip-vit-base-patch32": 151_277_313, "clip-vit-base-patch16": 149_620_737, "clip-vit-large-patch14": 427_616_513,
	} {
		if s := contract.Preset(t, name); s.TotalParams != want || s.TrainableParams != want {
			t.Errorf("%s has %d parameters; published are %d", name, s.TotalParams, want)
		}
	}
}

// TestCounts counts a small model by hand.
//
// Text: 270 x 32 + 24 x 32 in tables, two blocks of 4 x (32 x 32 + 32) + 2 x 32 x 72 + 72 + 32 + 2 x 64, a norm of 64: 9,408 + 2 x 9,064 + 64.
// Vision: 48 + 48 x 192 + 10 x 48 in embeddings, three blocks of 4 x (48 x 48 + 48) + 2 x 48 x 100 + 100 + 48 + 2 x 96, two norms of 96:
// 9,744 + 3 x 19,348 + 192. Projections 20 x (48 + 32), and the scale.
func TestCounts(t *testing.T) {
	for loss, want := range map[string]blueprint.Params{"softmax": 27_600 + 67_980 + 1_600 + 1, "sigmoid": 27_600 + 67_980 + 1_600 + 2} {
		m, problems := arch.Build(small(map[string]any{"loss": loss}))
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if got := m.Account().TotalParams; got != want {
			t.Errorf("%s: %d parameters; want %d", loss, got, want)
		}
	}
}

const head = "metagen_version: \"1.0\"\nname: x\nmodality: {inputs: [text, image], outputs: [embedding]}\ntask: {type: retrieval}\n"

// TestDerive holds what follows from what is stated.
func TestDerive(t *testing.T) {
	for what, c := range map[string]struct {
		dims string
		want func(s *blueprint.State) bool
	}{
		"the text tower by the other": {"hidden_size: 768, layers: 24, heads: 12", func(s *blueprint.State) bool {
			return s.VisionHiddenSize == 768 && s.VisionLayers == 24 && s.VisionHeads == 12 && s.VisionFFNSize == 3072 &&
				s.TextHiddenSize == 512 && s.TextLayers == 12 && s.TextHeads == 8 && s.TextFFNSize == 2048 && s.ProjectionDim == 512
		}},
		"by the tower's own names": {"vision: {hidden_size: 1024, layers: 6, heads: 16}", func(s *blueprint.State) bool {
			return s.HiddenSize == 1024 && s.Layers == 6 && s.Heads == 16 && s.TextHiddenSize == 704 && s.TextLayers == 6 && s.TextHeads == 11
		}},
		"both towers": {"vision: {hidden_size: 96, layers: 2, heads: 4}, text: {hidden_size: 80, layers: 3, heads: 5}, projection_dim: 30", func(s *blueprint.State) bool {
			return s.HiddenSize == 96 && s.TextHiddenSize == 80 && s.TextLayers == 3 && s.TextHeads == 5 && s.TextFFNSize == 320 && s.ProjectionDim == 30
		}},
		"a narrow tower": {"hidden_size: 144, layers: 2, heads: 4", func(s *blueprint.State) bool { return s.TextHiddenSize == 96 && s.TextHeads == 1 }},
	} {
		s := contract.Spec(t, "x", head+"architecture: {family: transformer, dims: {"+c.dims+"}}\n")
		if s.Architecture != "clip" || !c.want(&s) {
			t.Errorf("%s: %+v", what, s)
		}
	}
	if s := contract.Spec(t, "x", head[:len(head)-2]+", embedding_dim: 40}\narchitecture: {family: transformer, dims: {hidden_size: 96, layers: 2}}\n"); s.ProjectionDim != 40 {
		t.Errorf("embeddings are of %d numbers; want 40", s.ProjectionDim)
	}
}

// TestRefused holds what no model can be made of against what is said of it.
func TestRefused(t *testing.T) {
	text := head[:len(head)-2] + ", embedding_dim: 40}\n" // of task
	if got, want := contract.Refused(t, text+"architecture: {family: transformer, dims: {projection_dim: 30}}\n"), "projection_dim is 30 and embedding_dim is 40"; !strings.Contains(got, want) {
		t.Errorf("two spaces: %s; want %s", got, want)
	}
	for what, c := range map[string]struct{ dims, options, want string }{
		"two widths of one tower": {"hidden_size: 512, vision: {hidden_size: 768}", "", "vision_hidden_size is 768 and hidden_size is 512, and they are the same: state one of them"},
		"heads of a text":         {"text: {hidden_size: 96, heads: 5}", "", "text_heads 5 does not divide text_hidden_size 96"},
		"a patch too large":       {"patch_size: 300", "", "patch_size 300 is above image_size 224: an image has no patch"},
		"an MLP with a gate":      {"", "mlp: swiglu", "mlp is swiglu, and a tower's must be quick_gelu, gelu or gelu_tanh"},
		"another loss":            {"", "loss: triplet", "must be one of softmax, sigmoid"},
	} {
		got := contract.Refused(t, head+"architecture: {family: transformer, dims: {"+c.dims+"}, options: {"+c.options+"}}\n")
		if !strings.Contains(got, c.want) {
			t.Errorf("%s: %s; want %s", what, got, c.want)
		}
	}
}

// TestTakes: what is compared, whatever comes of it; nothing that is written or drawn.
func TestTakes(t *testing.T) {
	for what, c := range map[string]struct {
		state blueprint.State
		want  bool
	}{
		"retrieval":           {blueprint.State{Family: "transformer", TaskType: "retrieval", Inputs: "text\nimage", Outputs: "text\nimage"}, true},
		"embedding":           {blueprint.State{Family: "transformer", TaskType: "embedding", Inputs: "image\ntext", Outputs: "embedding"}, true},
		"zero-shot":           {blueprint.State{Family: "transformer", TaskType: "classification", Inputs: "image\ntext", Outputs: "label", Objective: "contrastive"}, true},
		"classification":      {blueprint.State{Family: "transformer", TaskType: "classification", Inputs: "image\ntext", Outputs: "label"}, false},
		"text alone":          {blueprint.State{Family: "transformer", TaskType: "embedding", Inputs: "text", Outputs: "embedding"}, false},
		"a picture of a text": {blueprint.State{Family: "transformer", TaskType: "generation", Inputs: "image\ntext", Outputs: "image"}, false},
		"another family":      {blueprint.State{Family: "cnn", TaskType: "retrieval", Inputs: "text\nimage", Outputs: "text"}, false},
	} {
		if got := clip.Architecture.Takes(&c.state); got != c.want {
			t.Errorf("%s: %v", what, got)
		}
	}
}
