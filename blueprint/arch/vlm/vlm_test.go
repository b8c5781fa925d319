package vlm_test

import (
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/blueprint/arch/vlm"
	"github.com/metagen-go/metagen/scripts/contract"
)

// TestPublished holds the count of the checkpoint on Hugging Face, and what is left to train where the vision tower is frozen: 303,507,456 fewer, which
// is CLIP ViT-L/14's tower at 336 x 336 pixels.
func TestPublished(t *testing.T) {
	s := contract.Preset(t, "llava-1.5-7b")
	if s.TotalParams != 7_063_427_072 || s.TrainableParams != 7_063_427_072 {
		t.Errorf("%d parameters, %d trainable; published are 7,063,427,072", s.TotalParams, s.TrainableParams)
	}
	s.Freeze = "model.vision_tower"
	m, problems := arch.Build(s)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if got := m.Account(); got.TotalParams != 7_063_427_072 || got.TrainableParams != 7_063_427_072-303_507_456 {
		t.Errorf("%d parameters, %d trainable", got.TotalParams, got.TrainableParams)
	}
	// What LLaVA's first stage trains is the projector alone: 4096 x 1024 + 4096 x 4096 + 2 x 4096.
	s.Freeze = "model.vision_tower\nmodel.language_model\nlm_head"
	if m, _ = arch.Build(s); m.Account().TrainableParams != 20_979_712 {
		t.Errorf("%d trainable; want 20,979,712", m.Account().TrainableParams)
	}
}

// TestUnused: the last block of the tower and the norm after it are there, and cost nothing.
func TestUnused(t *testing.T) {
	with, _ := arch.Build(small(nil))
	without, _ := arch.Build(small(map[string]any{"vision_layers": 2}))
	a, b := with.Account(), without.Account()
	// A block of width 48: 4 x (48 x 48 + 48) + 2 x 48 x 100 + 100 + 48 + 4 x 48. The one used costs FLOPs of 10 tokens: 2 x (4 x 48 x 48 + 2 x 48 x 100) a
	// token, and 4 x 48 x 10 in attention.
	if got := a.TotalParams - b.TotalParams; got != 19_348 {
		t.Errorf("a block has %d parameters; want 19,348", got)
	}
	if got := a.ForwardFLOPs - b.ForwardFLOPs; got != 10*(2*(9216+9600)+1920) {
		t.Errorf("one more block costs %d FLOPs; want %d", got, 10*(2*(9216+9600)+1920))
	}
	names := map[string]bool{}
	for x := range with.Tensors() {
		names[x.Name] = true
	}
	for _, name := range []string{"model.vision_tower.encoder.layers.2.mlp.fc2.bias", "model.vision_tower.post_layernorm.weight", "model.multi_modal_projector.linear_2.bias", "model.language_model.layers.1.mlp.gate_proj.weight", "lm_head.weight"} {
		if !names[name] {
			t.Errorf("%s is not there", name)
		}
	}
}

const head = "metagen_version: \"1.0\"\nname: x\nmodality: {inputs: [image, text], outputs: [text]}\ntask: {type: generation}\n"

// TestDerive holds what follows from what is stated.
func TestDerive(t *testing.T) {
	s := contract.Spec(t, "x", head+"architecture: {family: transformer}\n")
	if s.Architecture != "vlm" || s.HiddenSize != 4096 || s.Layers != 32 || s.VisionHiddenSize != 1024 || s.VisionLayers != 24 || s.VisionHeads != 16 ||
		s.VisionFFNSize != 4096 || s.ImageToken != 50256 || s.Experts != 0 || s.Position != "rope" {
		t.Errorf("%+v", s)
	}
	s = contract.Spec(t, "x", head+"architecture: {like: llava-1.5-7b, dims: {vision: {layers: 12}}}\ntraining: {freeze: [vision, projector]}\n")
	if s.VisionLayers != 12 || s.VisionHiddenSize != 1024 || s.Freeze != "model.vision_tower\nmodel.multi_modal_projector" {
		t.Errorf("%+v", s)
	}
}

// TestRefused holds what no model can be made of against what is said of it.
func TestRefused(t *testing.T) {
	for what, c := range map[string]struct{ dims, options, want string }{
		"an image too long":  {"max_seq_len: 128", "", "max_seq_len is 128, and an image of 196 patches goes into the sequence too"},
		"one block":          {"vision: {layers: 1}", "", "vision_layers is 1, and must be 2 or more: the tower is read before its last block"},
		"a token of none":    {"vocab_size: 300", "image_token: 300", "image_token is 300, and must be below vocab_size, which is 300"},
		"a table of places":  {"", "position: learned", "position learned does not go with images in the sequence"},
		"heads of the tower": {"vision: {hidden_size: 96, heads: 5}", "", "vision_heads 5 does not divide vision_hidden_size 96"},
		"the decoder's own":  {"heads: 16, kv_heads: 3", "", "kv_heads 3 does not divide heads 16"},
		"another activation": {"", "mlp: quick_gelu", "mlp is quick_gelu, and a decoder's must be swiglu, geglu, geglu_tanh, gelu, gelu_tanh or relu"},
		"experts":            {"", "experts: 8", `architecture vlm has no option "experts"`},
	} {
		got := contract.Refused(t, head+"architecture: {family: transformer, dims: {"+c.dims+"}, options: {"+c.options+"}}\n")
		if !strings.Contains(got, c.want) {
			t.Errorf("%s: %s; want %s", what, got, c.want)
		}
	}
}

// TestTakes: text about an image, or about an image and a text.
func TestTakes(t *testing.T) {
	for _, c := range []struct {
		in, out blueprint.List
		want    bool
	}{{"image\ntext", "text", true}, {"text\nimage", "text", true}, {"image", "text", true}, {"multimodal", "text", true}, {"text", "text", false}, {"image\naudio", "text", false}, {"image", "label", false}} {
		s := blueprint.State{Family: "transformer", TaskType: "generation", Inputs: c.in, Outputs: c.out}
		if got := vlm.Architecture.Takes(&s); got != c.want {
			t.Errorf("%q to %q: %v", c.in, c.out, got)
		}
	}
}
