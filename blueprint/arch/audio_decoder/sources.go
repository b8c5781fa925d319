package audiodecoder

import (
	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/activation"
	crossattention "github.com/metagen-go/metagen/blueprint/layer/cross_attention"
	"github.com/metagen-go/metagen/blueprint/layer/mlp"
	"github.com/metagen-go/metagen/blueprint/layer/norm"
	"github.com/metagen-go/metagen/blueprint/layer/sinusoidal"
	"github.com/metagen-go/metagen/blueprint/layer/weights"
	audiocodes "github.com/metagen-go/metagen/blueprint/task/audio_codes"
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
		list = append(list, blueprint.Source{Path: "arch/audio_decoder/" + name, Text: string(text)})
	}
	return list
}

// wiring names the files of this folder that the condition takes.
func wiring(s *blueprint.State) []string {
	switch s.Condition {
	case "text":
		return []string{"hidden.py", "text_encoder.py", "cross_block.py", "cross_decoder.py", "cross_stack.py", "code_decoder.py", "codes.py", "draw.py", "text_model.py"}
	case "states":
		return []string{"hidden.py", "cross_block.py", "cross_decoder.py", "cross_stack.py", "codes.py", "draw.py", "states_model.py"}
	}
	return []string{"block.py", "decoder.py", "stack.py", "codes.py", "draw.py", "model.py"}
}

// attentions lists the kinds of attention, in the order in which a token meets them.
func attentions(s *blueprint.State) []*blueprint.Kind {
	switch s.Condition {
	case "text":
		return []*blueprint.Kind{&crossattention.Bidirectional, &crossattention.Causal, &crossattention.Cross}
	case "states":
		return []*blueprint.Kind{&crossattention.Causal, &crossattention.Cross}
	}
	return []*blueprint.Kind{&crossattention.Causal}
}

// task is what the model is trained and used for.
func task(s *blueprint.State) *blueprint.Task {
	switch s.Condition {
	case "text":
		return &audiocodes.Text
	case "states":
		return &audiocodes.States
	}
	return &audiocodes.Plain
}

// kinds lists the layers to explain, in the order in which a token meets them.
func kinds(s *blueprint.State) []*blueprint.Kind {
	feed := mlp.Plain
	feed.TeX += `where $\phi$ is $` + activation.TeX(string(s.MLP)) + `$ \citep{` + activation.Reference(string(s.MLP)).Key + "}.\n"
	first := norm.Layer
	if !s.NormBias {
		first.TeX += "Here no norm shifts: $b = 0$.\n"
	}
	list := append([]*blueprint.Kind{&sinusoidal.Kind, &first}, attentions(s)...)
	return append(list, &feed)
}

// references lists the works that the model stands on.
func references(s *blueprint.State) []blueprint.Reference {
	list := append([]blueprint.Reference{}, crossattention.Causal.References...)
	list = append(list, norm.Layer.References...)
	return append(list, activation.Reference(string(s.MLP)), copet, defossez)
}

var (
	copet    = blueprint.Reference{Key: "copet2023musicgen", Author: "Jade Copet and others", Title: "Simple and Controllable Music Generation", Where: "arXiv:2306.05284", Year: 2023}
	defossez = blueprint.Reference{Key: "defossez2022encodec", Author: "Alexandre Défossez and others", Title: "High Fidelity Neural Audio Compression", Where: "arXiv:2210.13438", Year: 2022}
)
