package resnet_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/scripts/contract"
)

// TestPublished holds the presets against the counts that torchvision publishes.
func TestPublished(t *testing.T) {
	for name, want := range map[string]struct {
		params blueprint.Params
		layers blueprint.Count
	}{
		"resnet-18": {11_689_512, 8}, "resnet-34": {21_797_672, 16}, "resnet-50": {25_557_032, 16}, "resnet-101": {44_549_160, 33}, "resnet-152": {60_192_808, 50},
		"wide-resnet-50-2": {68_883_240, 16}, "wide-resnet-101-2": {126_886_696, 33}, "resnext-50-32x4d": {25_028_904, 16}, "resnext-101-32x8d": {88_791_336, 33},
	} {
		if got := contract.Preset(t, name); got.TotalParams != want.params || got.Layers != want.layers {
			t.Errorf("%s has %d parameters in %d blocks; want %+v", name, got.TotalParams, got.Layers, want)
		}
	}
}

// spec is a spec from images to an output, with what a test adds.
func spec(task, output, more string) string {
	return "metagen_version: \"1.0\"\nname: x\nmodality: {inputs: [image], outputs: [" + output + "]}\ntask: {type: " + task + "}\n" + more
}

// TestTakes: which specs are a residual network's, and what it is then for.
func TestTakes(t *testing.T) {
	const family = "architecture: {family: cnn}\n"
	for src, want := range map[string]struct{ head, task string }{
		spec("classification", "label", family):                                                            {"classification", "image_classification"},
		spec("embedding", "embedding", family):                                                             {"embedding", "image_embedding"},
		spec("retrieval", "embedding", family):                                                             {"embedding", "image_embedding"},
		"metagen_version: \"1.0\"\nname: x\narchitecture: {name: resnet}\n":                                {"classification", "image_classification"},
		"metagen_version: \"1.0\"\nname: x\narchitecture: {like: resnet-18, options: {head: embedding}}\n": {"embedding", "image_embedding"},
		spec("retrieval", "embedding", "architecture: {like: resnet-18}\n"):                                {"embedding", "image_embedding"},
	} {
		s := contract.Spec(t, "spec", src)
		m, problems := arch.Build(s)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if s.Architecture != "resnet" || string(s.Head) != want.head || m.Task.Name != want.task {
			t.Errorf("%s: %s with head %q, task %s; want %+v", src, s.Architecture, s.Head, m.Task.Name, want)
		}
	}
}

// TestFitted: under 30M parameters the rules' own 2048 x 24 becomes the largest that fits on the way down their aspect ratio.
func TestFitted(t *testing.T) {
	s := contract.Spec(t, "spec", spec("classification, num_classes: 1000", "label", "constraints: {parameter_budget: {max: 30M}, device: consumer_gpu}\narchitecture: {family: cnn}\n"))
	if s.HiddenSize != 1920 || s.Layers != 23 || s.StageDepths != "3, 4, 13, 3" || s.TotalParams != 29_460_580 {
		t.Errorf("%d x %d (%s), %d parameters", s.HiddenSize, s.Layers, s.StageDepths, s.TotalParams)
	}
}

// TestStageDepths: how blocks are divided where the spec does not say, and blocks by their division where it does.
func TestStageDepths(t *testing.T) {
	for layers, want := range map[int]blueprint.Sizes{
		4: "1, 1, 1, 1", 5: "1, 1, 2, 1", 8: "2, 2, 2, 2", 12: "2, 3, 5, 2", 16: "3, 4, 6, 3", 24: "3, 4, 14, 3", 33: "3, 4, 23, 3", 42: "3, 6, 30, 3", 50: "3, 8, 36, 3", 60: "3, 8, 46, 3",
	} {
		s := contract.Spec(t, "spec", spec("classification", "label", fmt.Sprintf("architecture: {family: cnn, dims: {layers: %d}}\n", layers)))
		if s.StageDepths != want {
			t.Errorf("%d blocks are divided as %s; want %s", layers, s.StageDepths, want)
		}
	}
	if s := contract.Spec(t, "spec", spec("classification", "label", "architecture: {family: cnn, dims: {stage_depths: [1, 2, 9, 4]}}\n")); s.Layers != 16 {
		t.Errorf("[1, 2, 9, 4] are %d layers", s.Layers)
	}
}

// TestTensors: basic blocks of 8 channels in the last stage, one in the first, on images with a channel of grey.
func TestTensors(t *testing.T) {
	m, problems := arch.Build(state("small", map[string]any{"block": "basic", "hidden_size": 8, "stage_depths": []int64{1, 2, 1, 1}, "num_channels": 1, "num_classes": 3}))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var got []string
	for x := range m.Tensors() {
		if !x.Buffer {
			got = append(got, fmt.Sprint(x.Name, x.Shape))
		}
	}
	want := []string{
		"conv1.weight[1 1 7 7]", "bn1.weight[1]", "bn1.bias[1]",
		"layer1.0.conv1.weight[1 1 3 3]", "layer1.0.bn1.weight[1]", "layer1.0.bn1.bias[1]", "layer1.0.conv2.weight[1 1 3 3]", "layer1.0.bn2.weight[1]", "layer1.0.bn2.bias[1]",
		"layer2.0.conv1.weight[2 1 3 3]", "layer2.0.bn1.weight[2]", "layer2.0.bn1.bias[2]", "layer2.0.conv2.weight[2 2 3 3]", "layer2.0.bn2.weight[2]", "layer2.0.bn2.bias[2]",
		"layer2.0.downsample.0.weight[2 1 1 1]", "layer2.0.downsample.1.weight[2]", "layer2.0.downsample.1.bias[2]",
		"layer2.1.conv1.weight[2 2 3 3]", "layer2.1.bn1.weight[2]", "layer2.1.bn1.bias[2]", "layer2.1.conv2.weight[2 2 3 3]", "layer2.1.bn2.weight[2]", "layer2.1.bn2.bias[2]",
		"layer3.0.conv1.weight[4 2 3 3]", "layer3.0.bn1.weight[4]", "layer3.0.bn1.bias[4]", "layer3.0.conv2.weight[4 4 3 3]", "layer3.0.bn2.weight[4]", "layer3.0.bn2.bias[4]",
		"layer3.0.downsample.0.weight[4 2 1 1]", "layer3.0.downsample.1.weight[4]", "layer3.0.downsample.1.bias[4]",
		"layer4.0.conv1.weight[8 4 3 3]", "layer4.0.bn1.weight[8]", "layer4.0.bn1.bias[8]", "layer4.0.conv2.weight[8 8 3 3]", "layer4.0.bn2.weight[8]", "layer4.0.bn2.bias[8]",
		"layer4.0.downsample.0.weight[8 4 1 1]", "layer4.0.downsample.1.weight[8]", "layer4.0.downsample.1.bias[8]",
		"fc.weight[3 8]", "fc.bias[3]",
	}
	if !slices.Equal(got, want) {
		t.Errorf("tensors %v", got)
	}
	// 49 + 2; 22; 18 + 36 + 8 + 2 + 4 = 68, and 80; 72 + 144 + 16 + 8 + 8 = 248; 288 + 576 + 32 + 32 + 16 = 944; 27.
	if n := m.Account().TotalParams; n != 1440 {
		t.Errorf("%d parameters; want 1,440", n)
	}
}

// TestFreezes: a stage has a name, however many blocks it has, and so has what stands in several of them.
func TestFreezes(t *testing.T) {
	dims := "architecture: {family: cnn, dims: {hidden_size: 64, stage_depths: [1, 2, 3, 1]}, options: {block: basic}}\ntraining: {freeze: [%s]}\n"
	// Planes are 8, 16, 32 and 64: a block of p planes on q has 9 p q + 9 p^2 + 4 p, and p q + 2 p where it projects.
	for part, want := range map[string]blueprint.Params{"layer1": 1184, "layer2": 3680 + 4672, "layer3": 14_528 + 2*18_560, "layer3.0": 14_528,
		"layer3.0.conv1": 4608, "layer3.conv1": 4608 + 2*9216, "layer2.downsample": 160} {
		s := contract.Spec(t, "spec", spec("classification", "label", fmt.Sprintf(dims, part)))
		if got := s.TotalParams - s.TrainableParams; got != want {
			t.Errorf("%s: %d parameters are frozen; want %d", part, got, want)
		}
	}
	if got := contract.Refused(t, spec("classification", "label", fmt.Sprintf(dims, "layer5"))); !strings.Contains(got, `there is no part "layer5" to freeze`) {
		t.Error(got)
	}
}

// TestSources: each choice takes the files that it is made of, after those they use, and none of another choice.
func TestSources(t *testing.T) {
	for name, c := range map[string]struct {
		options map[string]any
		files   string
	}{
		"basic":              {map[string]any{"block": "basic", "hidden_size": 64}, "plain draw basic_block stage model"},
		"bottleneck":         {map[string]any{"hidden_size": 64}, "plain draw bottleneck_block stage model"},
		"embedder":           {map[string]any{"hidden_size": 64, "task_type": "embedding"}, "plain contrastive draw bottleneck_block stage embedder"},
		"projected embedder": {map[string]any{"hidden_size": 64, "task_type": "retrieval", "embedding_dim": 5}, "plain contrastive draw bottleneck_block stage projected_embedder"},
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

// TestRefused: a spec that cannot work is an error at its line.
func TestRefused(t *testing.T) {
	dims := func(text string) string {
		return spec("classification", "label", "architecture: {family: cnn, "+text+"}\n")
	}
	for src, want := range map[string]string{
		spec("classification", "label", "constraints: {image_size: 32}\narchitecture: {family: cnn}\n"): "f.yaml:5:27: error: image_size is 32, and must be 33 or more",
		dims("dims: {hidden_size: 1000}"):                              "hidden_size 1000 is no multiple of 32: three of the four stages double the width, and a bottleneck block puts out 4 times its planes",
		dims("dims: {hidden_size: 100}, options: {block: basic}"):      "hidden_size 100 is no multiple of 8",
		dims("dims: {layers: 3}"):                                      "layers is 3, and four stages take 4 or more",
		dims("dims: {stage_depths: [1, 2, 3]}"):                        "stage_depths is [1, 2, 3], and must be four numbers of 1 or more",
		dims("dims: {stage_depths: [1, 2, 0, 3]}"):                     "stage_depths is [1, 2, 0, 3], and must be four numbers of 1 or more",
		dims("dims: {layers: 9, stage_depths: [1, 2, 3, 4]}"):          "stage_depths [1, 2, 3, 4] has 10 blocks in all, and layers is 9: leave one of them out",
		dims("options: {groups: 0}"):                                   "groups is 0, and must be 1 or more",
		dims("options: {block: basic, groups: 2}"):                     "groups does nothing without block bottleneck; take it out",
		dims("dims: {hidden_size: 64}, options: {width_per_group: 4}"): "width_per_group 4 of 64 planes leaves no channel of the 2 that hidden_size 64 gives the first stage: make either larger",
		dims("options: {block: wide}"):                                 "block is \"wide\", and must be one of basic, bottleneck",
		dims("dims: {heads: 4}"):                                       "architecture resnet has no dim \"heads\"",
		dims("dims: {image_size: 64}, options: {head: masked_lm}"):     "head is \"masked_lm\", and must be classification or embedding",
	} {
		if got := contract.Refused(t, src); !strings.Contains(got, want) {
			t.Errorf("%s: %q; want %q", src, got, want)
		}
	}
}
