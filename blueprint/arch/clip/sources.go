package clip

import (
	"strings"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/norm"
	"github.com/metagen-go/metagen/blueprint/layer/pairing"
	"github.com/metagen-go/metagen/blueprint/layer/tower"
	"github.com/metagen-go/metagen/blueprint/layer/weights"
)

// sources lists the Python of the model, each file after those it uses: one file for each choice, so that none is left to run time.
func sources(s *blueprint.State) []blueprint.Source {
	list := append(TowerSources(string(s.MLP)), pairing.Kinds[string(s.Loss)].Sources...)
	list = append(list, weights.Source())
	last := []string{"draw.py", "model.py"}
	if s.Loss == "sigmoid" {
		last = []string{"sigmoid_draw.py", "sigmoid_model.py"}
	}
	for _, name := range append([]string{"text_model.py", "vision_model.py"}, last...) {
		list = append(list, source(name))
	}
	return list
}

// TowerSources lists the Python that a tower of images takes, with an MLP of a kind.
func TowerSources(mlp string) []blueprint.Source {
	list := append([]blueprint.Source{}, tower.Images.Sources...)
	list = append(list, tower.Attention.Sources...)
	list = append(list, tower.MLPs[mlp].Sources...)
	return append(list, source("block.py"), source("tower.py"), source("draw_tower.py"))
}

func source(name string) blueprint.Source {
	text, err := python.ReadFile(name)
	if err != nil {
		panic(err) // embedded
	}
	return blueprint.Source{Path: "arch/clip/" + name, Text: string(text)}
}

// TowerKinds lists the layers of a tower to explain.
func TowerKinds(mlp string) []*blueprint.Kind {
	feed := *tower.MLPs[mlp]
	feed.TeX += tower.TeX(mlp)
	return []*blueprint.Kind{&tower.Images, &norm.Layer, &tower.Attention, &feed}
}

// kinds lists the layers to explain, in the order in which an image meets them.
func kinds(s *blueprint.State) []*blueprint.Kind {
	return append(TowerKinds(string(s.MLP)), pairing.Kinds[string(s.Loss)])
}

// references lists the works that the model stands on.
func references(s *blueprint.State) []blueprint.Reference {
	list := append([]blueprint.Reference{}, pairing.Softmax.References...)
	for _, k := range kinds(s) {
		if k != &pairing.Softmax {
			list = append(list, k.References...)
		}
	}
	return list
}

// describe is the method text: clip.tex, and a sentence for each choice that changes the wiring.
func describe(s *blueprint.State) string {
	var b strings.Builder
	b.WriteString(method)
	if s.Loss == "sigmoid" {
		b.WriteString("A learned number is added to every similarity, and training tells of each image and text of a batch whether they are a pair \\citep{zhai2023siglip}.\n")
	} else {
		b.WriteString("Training finds the text of each image among all texts of a batch, and the image of each text.\n")
	}
	return b.String()
}
