// Package resnet wires the residual network: an image in, through four stages of convolutions; classes or an embedding out.
//
// hidden_size is the width of what the last stage puts out (2048 in ResNet-50), layers the number of residual blocks (16 in ResNet-50), which
// stage_depths divides over the stages. There are no heads. Costs follow from image_size alone.
package resnet

import (
	"embed"
	"fmt"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/contrastive"
	imageclassification "github.com/metagen-go/metagen/blueprint/task/image_classification"
	imageembedding "github.com/metagen-go/metagen/blueprint/task/image_embedding"
)

//go:embed *.py
var python embed.FS

//go:embed presets/*.yaml
var presets embed.FS

var (
	//go:embed resnet.tex
	method string
	//go:embed basic.tex
	basicTeX string
	//go:embed bottleneck.tex
	bottleneckTeX string
	//go:embed batchnorm.tex
	batchNormTeX string
)

// Architecture is the residual network.
var Architecture = blueprint.Architecture{
	Name:   "resnet",
	Title:  "residual network",
	Doc:    "A residual convolutional network of four stages: hidden_size is the width of what the last stage puts out, layers the number of residual blocks; it has no heads.",
	Serves: "a cnn for classification from image to label, and for embedding or retrieval from image to embedding",
	Notation: "Shapes in comments: B batch, S image_size, C hidden_size; planes are the channels of a stage before a block widens them.\n" +
		"Tensor names are those of torchvision's ResNet.",
	Fields: []string{
		"hidden_size", "layers", "stage_depths", "image_size", "num_channels", "head", "num_classes", "embedding_dim",
		"block", "groups", "width_per_group", "temperature",
	},
	Usual:   blueprint.Use{Family: "cnn", Task: "classification", Inputs: "image", Outputs: "label"},
	Floor:   8, // ResNet-18
	Presets: blueprint.PresetFiles(presets, "arch/resnet/"),
	Takes: func(s *blueprint.State) bool {
		embeds := (s.TaskType == "embedding" || s.TaskType == "retrieval") && s.Outputs == "embedding"
		return s.Family == "cnn" && s.Inputs == "image" && (embeds || s.TaskType == "classification" && s.Outputs == "label")
	},
	Imply:  imply,
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

// expansion is what a block puts out, over its planes.
func expansion(s *blueprint.State) int64 {
	if s.Block == "basic" {
		return 1
	}
	return 4
}

// width is that of the 3x3 convolution of a bottleneck, as torchvision rounds it.
func width(s *blueprint.State, planes int64) int64 {
	return planes * int64(s.WidthPerGroup) / 64 * int64(s.Groups)
}

func build(s *blueprint.State) *blueprint.Model {
	planes := int64(s.HiddenSize) / (8 * expansion(s))
	first := blueprint.Convolution{In: int64(s.NumChannels), Out: planes, Kernel: 7, Stride: 2, Padding: 3, Side: int64(s.ImageSize)}
	halved := blueprint.Convolution{Kernel: 3, Stride: 2, Padding: 1, Side: first.After()} // max pooling takes as much as such a convolution
	side := halved.After()
	root := &blueprint.Node{
		Kind: &modelKind,
		Sees: func(p blueprint.Pass) blueprint.Pass {
			p.Tokens, p.Context = 1, 1
			return p
		},
		Children: []*blueprint.Node{
			blueprint.Conv2d("conv1", first),
			blueprint.BatchNorm2d("bn1", planes, first.After(), "conv1"),
			blueprint.MaxPool2d("maxpool", planes, first.After(), side, "bn1"),
		},
	}
	last, inputs, stride := "maxpool", planes, int64(1)
	for i, depth := range s.StageDepths.Items() {
		name := fmt.Sprintf("layer%d", i+1)
		start := block(s, shape{inputs, planes << i, stride, side})
		start.Name, start.From = name+".0", []string{last}
		side, inputs, stride, last = (side-1)/stride+1, planes<<i*expansion(s), 2, name+".0"
		root.Children = append(root.Children, start)
		if depth > 1 {
			rest := block(s, shape{inputs, planes << i, 1, side})
			rest.Name, rest.Repeat, rest.First, rest.From = name, depth-1, 1, []string{last}
			if depth == 2 {
				rest.Name, rest.Repeat, rest.First = name+".1", 0, 0
			}
			root.Children, last = append(root.Children, rest), rest.Name
		}
	}
	root.Children = append(root.Children, &blueprint.Node{
		Name: "avgpool", Kind: &avgPool, From: []string{last},
		// Its backward needs no input, but that of the ReLU before it needs what it put out.
		Keeps: func(p blueprint.Pass) blueprint.Bytes {
			return blueprint.Bytes(blueprint.Product(inputs, side, side, p.Width))
		},
	})
	head(s, root)
	return &blueprint.Model{State: *s, Root: root}
}

// head is what reads the mean over all pixels, and the loss.
func head(s *blueprint.State, root *blueprint.Node) {
	hidden := int64(s.HiddenSize)
	if s.Head == "classification" {
		root.Children = append(root.Children, blueprint.Linear("fc", hidden, int64(s.NumClasses), true, "avgpool"))
		root.Cost = func(blueprint.Pass) blueprint.Cost {
			// The loss: float32 log-probabilities, an int64 target and a float32 count.
			return blueprint.Cost{Saved: blueprint.Bytes(blueprint.Sum(blueprint.Product(4, int64(s.NumClasses)), 8, 4))}
		}
		return
	}
	root.Kind = &embedderKind
	embedding := int64(s.EmbeddingDim)
	if embedding != hidden {
		root.Children = append(root.Children, blueprint.Linear("projection", hidden, embedding, false, "avgpool"))
	}
	root.Cost = func(p blueprint.Pass) blueprint.Cost {
		return blueprint.Cost{Saved: contrastive.Saved(embedding, p) + blueprint.Bytes(blueprint.Product(embedding, p.Width))}
	}
}

// shape is what a block takes in, on images of a side, and what it makes of it.
type shape struct{ inputs, planes, stride, side int64 }

// block is a residual block: ReLUs work in place, so that what one puts out is what the convolution after it keeps.
func block(s *blueprint.State, at shape) *blueprint.Node {
	outputs, after := at.planes*expansion(s), (at.side-1)/at.stride+1
	n := &blueprint.Node{Kind: blockKind(s)}
	conv := func(name string, c blueprint.Convolution, from ...string) {
		n.Children = append(n.Children, blueprint.Conv2d(name, c, from...))
	}
	norm := func(name string, channels, side int64, from string) {
		n.Children = append(n.Children, blueprint.BatchNorm2d(name, channels, side, from))
	}
	if s.Block == "basic" {
		conv("conv1", blueprint.Convolution{In: at.inputs, Out: outputs, Kernel: 3, Stride: at.stride, Padding: 1, Side: at.side})
		norm("bn1", outputs, after, "conv1")
		conv("conv2", blueprint.Convolution{In: outputs, Out: outputs, Kernel: 3, Stride: 1, Padding: 1, Side: after}, "bn1")
		norm("bn2", outputs, after, "conv2")
	} else {
		inner := width(s, at.planes)
		conv("conv1", blueprint.Convolution{In: at.inputs, Out: inner, Kernel: 1, Stride: 1, Side: at.side})
		norm("bn1", inner, at.side, "conv1")
		conv("conv2", blueprint.Convolution{In: inner, Out: inner, Kernel: 3, Stride: at.stride, Padding: 1, Groups: int64(s.Groups), Side: at.side}, "bn1")
		norm("bn2", inner, after, "conv2")
		conv("conv3", blueprint.Convolution{In: inner, Out: outputs, Kernel: 1, Stride: 1, Side: after}, "bn2")
		norm("bn3", outputs, after, "conv3")
	}
	if at.stride != 1 || at.inputs != outputs {
		n.Children = append(n.Children, &blueprint.Node{
			Name: "downsample", Kind: &downsampleKind,
			Children: []*blueprint.Node{
				blueprint.Conv2d("0", blueprint.Convolution{In: at.inputs, Out: outputs, Kernel: 1, Stride: at.stride, Side: at.side}),
				blueprint.BatchNorm2d("1", outputs, after, "0"),
			},
		})
	}
	return n
}

func blockKind(s *blueprint.State) *blueprint.Kind {
	if s.Block == "basic" {
		return &basicKind
	}
	return &bottleneckKind
}

var he = blueprint.Reference{Key: "he2016resnet", Author: "Kaiming He and Xiangyu Zhang and Shaoqing Ren and Jian Sun", Title: "Deep Residual Learning for Image Recognition", Where: "arXiv:1512.03385", Year: 2016}

var (
	modelKind      = blueprint.Kind{Name: "MetaGenModel", Doc: "Four stages of residual blocks, and a layer that scores every class from their mean over all pixels."}
	embedderKind   = blueprint.Kind{Name: "MetaGenModel", Doc: "Four stages of residual blocks, and one vector of length 1 for an image, from their mean over all pixels."}
	basicKind      = blueprint.Kind{Name: "basic block", Doc: "Two 3x3 convolutions, whose outcome adds to the input.", TeX: basicTeX, References: []blueprint.Reference{he}}
	bottleneckKind = blueprint.Kind{Name: "bottleneck block", Doc: "Down to a narrower width, a 3x3 convolution there, and up again, adding to the input.", TeX: bottleneckTeX, References: []blueprint.Reference{he}}
	downsampleKind = blueprint.Kind{Name: "downsample", Doc: "A projection of a block's input to the size of its outcome."}
	avgPool        = blueprint.Kind{Name: "average pooling", Doc: "The mean of a channel over all pixels."}
	batchNormKind  = blueprint.Kind{
		Name: "batch norm", Doc: "Subtracts the mean of a channel over the batch and all pixels, divides by the deviation, then scales and shifts.", TeX: batchNormTeX,
		References: []blueprint.Reference{{Key: "ioffe2015batchnorm", Author: "Sergey Ioffe and Christian Szegedy", Title: "Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift", Where: "arXiv:1502.03167", Year: 2015}},
	}
)
