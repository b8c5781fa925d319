package vit_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/scripts/contract"
)

// TestPublished holds the presets against the counts that their publishers state: with the layer for 1,000 classes, and for DeiT with the
// distillation token and its place, 2 x hidden_size more than without.
func TestPublished(t *testing.T) {
	for name, want := range map[string]blueprint.Params{
		"vit-base-patch16-224": 86_567_656, "vit-large-patch16-224": 304_326_632, "vit-base-patch32-384": 88_297_192,
		"deit-tiny": 5_717_416 + 2*192, "deit-small": 22_050_664 + 2*384, "deit-base": 86_567_656 + 2*768,
	} {
		if got := contract.Preset(t, name).TotalParams; got != want {
			t.Errorf("%s has %d parameters; want %d", name, got, want)
		}
	}
}

// spec is a spec from images to an output, with what a test adds.
func spec(task, output, more string) string {
	return "metagen_version: \"1.0\"\nname: x\nmodality: {inputs: [image], outputs: [" + output + "]}\ntask: {type: " + task + "}\n" + more
}

// TestTakes: which specs are a vision transformer's, and what it is then for.
func TestTakes(t *testing.T) {
	const family = "architecture: {family: transformer}\n"
	for src, want := range map[string]struct{ head, task string }{
		spec("classification", "label", family):                                                            {"classification", "image_classification"},
		spec("classification", "classification", family):                                                   {"classification", "image_classification"},
		spec("embedding", "embedding", family):                                                             {"embedding", "image_embedding"},
		spec("retrieval", "embedding", family):                                                             {"embedding", "image_embedding"},
		"metagen_version: \"1.0\"\nname: x\narchitecture: {name: vit}\n":                                   {"classification", "image_classification"},
		"metagen_version: \"1.0\"\nname: x\narchitecture: {like: deit-tiny}\n":                             {"classification", "image_classification"},
		"metagen_version: \"1.0\"\nname: x\narchitecture: {like: deit-tiny, options: {head: embedding}}\n": {"embedding", "image_embedding"},
		spec("retrieval", "embedding", "architecture: {like: deit-tiny}\n"):                                {"embedding", "image_embedding"},
		spec("embedding", "embedding", "architecture: {name: vit, dims: {layers: 3}}\n"):                   {"embedding", "image_embedding"},
	} {
		s := contract.Spec(t, "spec", src)
		m, problems := arch.Build(s)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if s.Architecture != "vit" || string(s.Head) != want.head || m.Task.Name != want.task {
			t.Errorf("%s: %s with head %q, task %s; want %+v", src, s.Architecture, s.Head, m.Task.Name, want)
		}
	}
}

// TestFitted: under 100M parameters the rules' own 4096 x 32 becomes ViT-B/16's width and depth, with heads by the rule.
func TestFitted(t *testing.T) {
	s := contract.Spec(t, "spec", spec("classification", "label", "constraints: {parameter_budget: {min: 50M, max: 100M}, image_size: 224, patch_size: 16, device: consumer_gpu}\narchitecture: {family: transformer}\n"))
	if s.HiddenSize != 768 || s.Layers != 12 || s.Heads != 8 || s.HeadDim != 96 || s.FFNSize != 3072 || s.NumClasses != 1000 || s.TotalParams != 86_567_656 {
		t.Errorf("%d x %d, %d heads of %d, ffn_size %d, %d classes, %d parameters", s.HiddenSize, s.Layers, s.Heads, s.HeadDim, s.FFNSize, s.NumClasses, s.TotalParams)
	}
}

// TestTensors: 9 patches of 2 x 2 pixels and a class token, of width 8.
func TestTensors(t *testing.T) {
	small := map[string]any{"hidden_size": 8, "layers": 1, "heads": 2, "ffn_size": 12, "image_size": 6, "patch_size": 2, "num_channels": 1, "num_classes": 3}
	m, problems := arch.Build(state("small", small))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var got []string
	for x := range m.Tensors() {
		got = append(got, fmt.Sprint(x.Name, x.Shape))
	}
	want := []string{
		"vit.embeddings.cls_token[1 1 8]", "vit.embeddings.position_embeddings[1 10 8]",
		"vit.embeddings.patch_embeddings.projection.weight[8 1 2 2]", "vit.embeddings.patch_embeddings.projection.bias[8]",
		"vit.layers.0.layernorm_before.weight[8]", "vit.layers.0.layernorm_before.bias[8]",
		"vit.layers.0.attention.q_proj.weight[8 8]", "vit.layers.0.attention.q_proj.bias[8]",
		"vit.layers.0.attention.k_proj.weight[8 8]", "vit.layers.0.attention.k_proj.bias[8]",
		"vit.layers.0.attention.v_proj.weight[8 8]", "vit.layers.0.attention.v_proj.bias[8]",
		"vit.layers.0.attention.o_proj.weight[8 8]", "vit.layers.0.attention.o_proj.bias[8]",
		"vit.layers.0.layernorm_after.weight[8]", "vit.layers.0.layernorm_after.bias[8]",
		"vit.layers.0.mlp.fc1.weight[12 8]", "vit.layers.0.mlp.fc1.bias[12]", "vit.layers.0.mlp.fc2.weight[8 12]", "vit.layers.0.mlp.fc2.bias[8]",
		"vit.layernorm.weight[8]", "vit.layernorm.bias[8]", "classifier.weight[3 8]", "classifier.bias[3]",
	}
	if !slices.Equal(got, want) {
		t.Errorf("tensors %v", got)
	}
	// 8 + 80 + 40 of the embeddings, 2 x 16 + 288 + 212 of the block, 16 and 27.
	if got := m.Account(); got.TotalParams != 703 {
		t.Errorf("%d parameters; want 703", got.TotalParams)
	}
}

// TestSources: each choice takes the files that it is made of, after those they use, and none of another choice.
func TestSources(t *testing.T) {
	for name, c := range map[string]struct {
		options map[string]any
		files   string
	}{
		"ViT":                {map[string]any{}, "patch attention gelu mlp plain draw embeddings block encoder model"},
		"DeiT":               {map[string]any{"distillation_token": true}, "patch attention gelu mlp plain draw distilled_embeddings block encoder distilled_model"},
		"embedder":           {map[string]any{"task_type": "embedding", "mlp": "relu"}, "patch attention relu mlp pooler contrastive plain draw embeddings block embedder"},
		"projected embedder": {map[string]any{"task_type": "retrieval", "embedding_dim": 5, "distillation_token": true}, "patch attention gelu mlp pooler contrastive plain draw distilled_embeddings block projected_embedder"},
	} {
		m, problems := arch.Build(state(name, c.options))
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		var files []string
		for _, s := range m.Sources {
			files = append(files, strings.TrimSuffix(s.Path[strings.LastIndex(s.Path, "/")+1:], ".py"))
		}
		if got := strings.Join(files, " "); got != c.files {
			t.Errorf("%s: %s\nwant %s", name, got, c.files)
		}
	}
}

// TestCheck holds each rule against its literal text, one broken at a time.
func TestCheck(t *testing.T) {
	for want, c := range map[string]struct {
		key   string
		spoil func(s *blueprint.State)
	}{
		"hidden_size is 0, and must be 1 or more":                                        {"hidden_size", func(s *blueprint.State) { s.HiddenSize = 0 }},
		"ffn_size is 0, and must be 1 or more":                                           {"ffn_size", func(s *blueprint.State) { s.FFNSize = 0 }},
		"num_channels is 0, and must be 1 or more":                                       {"num_channels", func(s *blueprint.State) { s.NumChannels = 0 }},
		"num_classes is 0, and must be 1 or more":                                        {"num_classes", func(s *blueprint.State) { s.NumClasses = 0 }},
		"patch_size is 0, and must be 1 or more":                                         {"patch_size", func(s *blueprint.State) { s.PatchSize = 0 }},
		"patch_size 7 does not divide image_size 24: an image falls into whole patches":  {"patch_size", func(s *blueprint.State) { s.PatchSize = 7 }},
		"patch_size 48 does not divide image_size 24: an image falls into whole patches": {"patch_size", func(s *blueprint.State) { s.PatchSize = 48 }},
		"heads 5 does not divide hidden_size 64: state heads that do, or a head_dim":     {"heads", func(s *blueprint.State) { s.Heads, s.HeadDim = 5, 0 }},
		`mlp is "swiglu", and must be gelu, gelu_tanh or relu: this MLP has no gate`:     {"mlp", func(s *blueprint.State) { s.MLP = "swiglu" }},
		`head is "ranking", and must be classification or embedding`:                     {"head", func(s *blueprint.State) { s.Head = "ranking" }},
		"head classification does not go with task retrieval: leave head out":            {"head", func(s *blueprint.State) { s.TaskType = "retrieval" }},
		"head embedding does not go with task classification: leave head out":            {"head", func(s *blueprint.State) { s.Head, s.EmbeddingDim, s.Temperature = "embedding", 4, 1 }},
		"temperature is 0, and must be above 0":                                          {"temperature", func(s *blueprint.State) { s.TaskType, s.Head, s.EmbeddingDim = "embedding", "embedding", 4 }},
		"embedding_dim is 0, and must be 1 or more":                                      {"embedding_dim", func(s *blueprint.State) { s.TaskType, s.Head, s.Temperature = "embedding", "embedding", 1 }},
	} {
		s := state("legal", map[string]any{})
		c.spoil(&s)
		if m, got := arch.Build(s); m != nil || !slices.Contains(got, blueprint.Problem{Key: c.key, Text: want}) {
			t.Errorf("%s: %q", want, got)
		}
	}
}

// TestRefused: a spec that cannot work is an error at its line.
func TestRefused(t *testing.T) {
	const family = "architecture: {family: transformer}\n"
	for src, want := range map[string]string{
		spec("classification", "label", "constraints: {image_size: 225}\n"+family):                            "f.yaml:5:27: error: patch_size 16 does not divide image_size 225",
		spec("classification", "label", "constraints: {patch_size: 15}\n"+family):                             "f.yaml:5:27: error: patch_size 15 does not divide image_size 224",
		spec("classification", "label", "constraints: {image_size: [224, 320]}\n"+family):                     "f.yaml:5:27: error: constraints.image_size is 224 by 320",
		spec("classification", "label", "architecture: {family: transformer, options: {temperature: 0.5}}\n"): "temperature does nothing without head embedding",
		spec("classification", "label", "architecture: {family: transformer, options: {head: embedding}}\n"):  "head embedding does not go with task classification",
	} {
		if got := contract.Refused(t, src); !strings.Contains(got, want) {
			t.Errorf("%s: %q; want %q", src, got, want)
		}
	}
}
