// Package tower is the room of the parts of CLIP's two towers: how an image becomes a sequence, attention, and the MLP.
package tower

import (
	"embed"

	"github.com/metagen-go/metagen/blueprint"
)

// Dims are the dimensions of one tower's attention and MLP.
type Dims struct {
	Hidden, Heads, FFN int64
	MLP                string // quick_gelu, gelu or gelu_tanh
}

// Image are the dimensions of the embedding of an image.
type Image struct{ Channels, Hidden, Side, Patch int64 }

// Patches is how many patches an image has.
func (d Image) Patches() int64 { return d.Side / d.Patch * (d.Side / d.Patch) }

// Sees is the pass over an image: its patches and the class token.
func (d Image) Sees(p blueprint.Pass) blueprint.Pass {
	p.Tokens = d.Patches() + 1
	p.Context = p.Tokens
	return p
}

//go:embed *.py
var python embed.FS

var (
	//go:embed attention.tex
	attentionTeX string
	//go:embed mlp.tex
	mlpTeX string
	//go:embed embeddings.tex
	embeddingsTeX string
)

// The kinds of this room.
var (
	Attention = blueprint.Kind{
		Name: "tower attention", Doc: "Self-attention of one tower: among all tokens of an image, and from a token of a text to itself and those before it.", TeX: attentionTeX,
		Sources:    []blueprint.Source{source("attention.py")},
		References: []blueprint.Reference{{Key: "vaswani2017attention", Author: "Ashish Vaswani and others", Title: "Attention Is All You Need", Where: "arXiv:1706.03762", Year: 2017}},
	}
	QuickGELU = mlp("quick_gelu")
	GELU      = mlp("gelu")
	GELUTanh  = mlp("gelu_tanh")
	Images    = blueprint.Kind{
		Name: "image embeddings", Doc: "A class token and the patches of an image, each with a learned vector of its place.", TeX: embeddingsTeX,
		Sources:    []blueprint.Source{source("embeddings.py")},
		References: []blueprint.Reference{{Key: "dosovitskiy2021vit", Author: "Alexey Dosovitskiy and others", Title: "An Image is Worth 16x16 Words: Transformers for Image Recognition at Scale", Where: "arXiv:2010.11929", Year: 2021}},
	}
)

// MLPs lists the kinds of MLP by their activations' names in specs.
var MLPs = map[string]*blueprint.Kind{"quick_gelu": &QuickGELU, "gelu": &GELU, "gelu_tanh": &GELUTanh}

// TeX is the sentence that says what the MLP's activation is.
func TeX(mlp string) string {
	return "where " + map[string]string{
		"quick_gelu": `$\phi(x) = x\, \sigma(1.702\, x)$, which approximates $\operatorname{GELU}$`,
		"gelu":       `$\phi$ is $\operatorname{GELU}$`,
		"gelu_tanh":  `$\phi$ is $\operatorname{GELU}_{\tanh}$`,
	}[mlp] + ` \citep{hendrycks2016gelu}.` + "\n"
}

func source(name string) blueprint.Source {
	text, err := python.ReadFile(name)
	if err != nil {
		panic(err) // embedded
	}
	return blueprint.Source{Path: "layer/tower/" + name, Text: string(text)}
}

func mlp(name string) blueprint.Kind {
	return blueprint.Kind{
		Name: "tower MLP", Doc: "Up to the inner width, through the activation, and down again.", TeX: mlpTeX,
		Sources:    []blueprint.Source{source(name + ".py")},
		References: []blueprint.Reference{{Key: "hendrycks2016gelu", Author: "Dan Hendrycks and Kevin Gimpel", Title: "Gaussian Error Linear Units (GELUs)", Where: "arXiv:1606.08415", Year: 2016}},
	}
}

// ImagesNode is the embedding of an image as a module.
func ImagesNode(name string, d Image) *blueprint.Node {
	return &blueprint.Node{
		Name: name, Kind: &Images,
		Params: []blueprint.Param{{Name: "class_embedding", Shape: []int64{d.Hidden}}},
		Children: []*blueprint.Node{
			blueprint.Conv2d("patch_embedding", blueprint.Convolution{In: d.Channels, Out: d.Hidden, Kernel: d.Patch, Stride: d.Patch, Side: d.Side}),
			blueprint.Embedding("position_embedding", d.Patches()+1, d.Hidden, "places"),
		},
	}
}

// AttentionNode is attention as a module. FLOPs beside those of the projections: q k^T and the weighted sum of v, 2 x hidden x T^2 each, the
// whole square counted whatever the mask hides. Backward needs q, k and v, the output (the input of out_proj) and a float32 log-sum-exp a head
// and query (Dao et al. 2022, arXiv:2205.14135).
func AttentionNode(name string, d Dims, from ...string) *blueprint.Node {
	heads := []string{"k_proj", "v_proj", "q_proj"}
	n := &blueprint.Node{Name: name, Kind: &Attention, From: from, Reads: heads, Holds: "out_proj"}
	for _, projection := range heads {
		n.Children = append(n.Children, blueprint.Linear(projection, d.Hidden, d.Hidden, true))
	}
	n.Children = append(n.Children, blueprint.Linear("out_proj", d.Hidden, d.Hidden, true, heads...))
	n.Cost = func(p blueprint.Pass) blueprint.Cost {
		return blueprint.Cost{
			FLOPs:    blueprint.FLOPs(blueprint.Product(4, d.Hidden, p.Tokens, p.Tokens)),
			Backward: blueprint.FLOPs(blueprint.Product(2, products(p), d.Hidden, p.Tokens, p.Tokens)),
			Saved:    blueprint.Bytes(blueprint.Sum(blueprint.Product(3, p.Tokens, d.Hidden, p.Width), blueprint.Product(4, p.Tokens, d.Heads))),
		}
	}
	return n
}

// products is how many matrix products backward takes: one for each of q, k and v that needs a gradient, and one for the attention weights where q
// or k does.
func products(p blueprint.Pass) int64 {
	needs := func(name string) bool { return p.Fixes == nil || !p.Fixes(name) }
	count := int64(0)
	for _, one := range []bool{needs("q_proj"), needs("k_proj"), needs("v_proj"), needs("q_proj") || needs("k_proj")} {
		if one {
			count++
		}
	}
	return count
}

// MLPNode is the MLP as a module. Backward needs the activation's input, and for the quick GELU the sigmoid too.
func MLPNode(name string, d Dims, from ...string) *blueprint.Node {
	each := int64(1)
	if d.MLP == "quick_gelu" {
		each = 2
	}
	return &blueprint.Node{
		Name: name, Kind: MLPs[d.MLP], From: from, Reads: []string{"fc1"},
		Children: []*blueprint.Node{
			blueprint.Linear("fc1", d.Hidden, d.FFN, true),
			blueprint.Linear("fc2", d.FFN, d.Hidden, true, "fc1"),
		},
		Cost: func(p blueprint.Pass) blueprint.Cost {
			return blueprint.Cost{Saved: blueprint.Bytes(blueprint.Product(each, p.Tokens, d.FFN, p.Width))}
		},
	}
}
