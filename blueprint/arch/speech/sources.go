package speech

import (
	"slices"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/activation"
	crossattention "github.com/metagen-go/metagen/blueprint/layer/cross_attention"
	"github.com/metagen-go/metagen/blueprint/layer/mel"
	"github.com/metagen-go/metagen/blueprint/layer/mlp"
	"github.com/metagen-go/metagen/blueprint/layer/norm"
	"github.com/metagen-go/metagen/blueprint/layer/position"
	"github.com/metagen-go/metagen/blueprint/layer/sinusoidal"
	"github.com/metagen-go/metagen/blueprint/layer/weights"
	audioclassification "github.com/metagen-go/metagen/blueprint/task/audio_classification"
	speechtotext "github.com/metagen-go/metagen/blueprint/task/speech_to_text"
)

// sources lists the Python of the model, each file after those it uses.
func sources(s *blueprint.State) []blueprint.Source {
	list := append([]blueprint.Source{}, norm.Layer.Sources...)
	list = append(list, sinusoidal.Kind.Sources...)
	for _, kind := range attentions(s) {
		list = append(list, kind.Sources...)
	}
	list = append(list, activation.Source(string(s.MLP)), weights.Source())
	for _, name := range wiring(s) {
		text, err := python.ReadFile(name)
		if err != nil {
			panic(err) // embedded above
		}
		list = append(list, blueprint.Source{Path: "arch/speech/" + name, Text: string(text)})
	}
	return list
}

// wiring names the files of this folder that the choices take.
func wiring(s *blueprint.State) []string {
	if classifies(s) {
		return []string{"encoder.py", "draw.py", "classifier.py"}
	}
	output := "output_layer.py"
	if s.TieEmbeddings {
		output = "tied_output_layer.py"
	}
	return []string{"encoder.py", "decoder.py", "speech.py", "draw.py", output, "model.py"}
}

// attentions lists the kinds of attention.
func attentions(s *blueprint.State) []*blueprint.Kind {
	if classifies(s) {
		return []*blueprint.Kind{&crossattention.Bidirectional}
	}
	return []*blueprint.Kind{&crossattention.Bidirectional, &crossattention.Causal, &crossattention.Cross}
}

// task is what the model is trained and used for; its data are log-mel frames.
func task(s *blueprint.State) *blueprint.Task {
	t := speechtotext.Task
	if classifies(s) {
		t = audioclassification.Task
	}
	t.Sources = slices.Concat(mel.Kind.Sources, []blueprint.Source{mel.Recording()}, t.Sources)
	return &t
}

// kinds lists the layers to explain, in the order in which a recording meets them.
func kinds(s *blueprint.State) []*blueprint.Kind {
	feed := mlp.Plain
	feed.TeX += `where $\phi$ is $` + activation.TeX(string(s.MLP)) + `$ \citep{` + activation.Reference(string(s.MLP)).Key + "}.\n"
	first := norm.Layer
	if !s.NormBias {
		first.TeX += "Here no norm shifts: $b = 0$.\n"
	}
	list := append([]*blueprint.Kind{&mel.Kind, &sinusoidal.Kind, &first}, attentions(s)...)
	if !classifies(s) {
		list = append(list, &position.Learned)
	}
	return append(list, &feed)
}

// references lists the works that the model stands on.
func references(s *blueprint.State) []blueprint.Reference {
	list := append([]blueprint.Reference{}, mel.Kind.References...)
	list = append(list, crossattention.Causal.References...)
	list = append(list, norm.Layer.References...)
	list = append(list, activation.Reference(string(s.MLP)), blueprint.Reference{Key: "radford2022whisper", Author: "Alec Radford and others", Title: "Robust Speech Recognition via Large-Scale Weak Supervision", Where: "arXiv:2212.04356", Year: 2022})
	if !classifies(s) && bool(s.TieEmbeddings) {
		list = append(list, weights.Tying)
	}
	return list
}
