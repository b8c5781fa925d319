package mamba

import (
	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/cache"
	"github.com/metagen-go/metagen/blueprint/layer/norm"
	"github.com/metagen-go/metagen/blueprint/layer/ssm"
	"github.com/metagen-go/metagen/blueprint/layer/weights"
)

// sources lists the Python of the model, each file after those it uses: one file for each choice, so that none is left to run time.
func sources(s *blueprint.State) []blueprint.Source {
	list := append([]blueprint.Source{}, norm.RMS.Sources...)
	list = append(list, cache.State())
	list = append(list, ssm.Sources(bool(s.UseConvBias), false)...)
	list = append(list, weights.Source(), file("block.py"), file("backbone.py"), OutputLayer(bool(s.TieEmbeddings)), file("draw.py"), file("model.py"))
	return list
}

// OutputLayer is the Python of the layer that scores tokens, without a bias.
func OutputLayer(tied bool) blueprint.Source {
	if tied {
		return file("tied_output_layer.py")
	}
	return file("output_layer.py")
}

func file(name string) blueprint.Source {
	text, err := python.ReadFile(name)
	if err != nil {
		panic(err) // embedded
	}
	return blueprint.Source{Path: "arch/mamba/" + name, Text: string(text)}
}

// describe is the method text: mamba.tex, and a sentence for each choice that changes the wiring.
func describe(s *blueprint.State) string {
	text := method
	if s.TieEmbeddings {
		text += "The output layer shares the weight of the embedding \\citep{press2017tying}.\n"
	}
	return text
}

// kinds lists the layers to explain, in the order in which a token meets them.
func kinds(s *blueprint.State) []*blueprint.Kind {
	return []*blueprint.Kind{&norm.RMS, ssm.Explained(&ssm.Plain, bool(s.UseConvBias))}
}

// references lists the works that the model stands on.
func references(s *blueprint.State) []blueprint.Reference {
	list := append([]blueprint.Reference{}, ssm.Plain.References...)
	list = append(list, norm.RMS.References...)
	if s.TieEmbeddings {
		list = append(list, weights.Tying)
	}
	return list
}
