package encoderdecoder

import (
	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/activation"
	crossattention "github.com/metagen-go/metagen/blueprint/layer/cross_attention"
	"github.com/metagen-go/metagen/blueprint/layer/mlp"
	"github.com/metagen-go/metagen/blueprint/layer/norm"
	relativeattention "github.com/metagen-go/metagen/blueprint/layer/relative_attention"
	"github.com/metagen-go/metagen/blueprint/layer/weights"
)

// sources lists the Python of the model, each file after those it uses: one file for each choice, so that none is left to run time.
func sources(s *blueprint.State) []blueprint.Source {
	list := append([]blueprint.Source{}, norm.Kinds[string(s.Norm)].Sources...)
	list = append(list, crossattention.Causal.Sources[0]) // the cache
	for _, k := range attentions(s) {
		list = append(list, k.Sources...)
	}
	list = append(list, activation.Source(activations[s.MLP]), weights.Source())
	for _, name := range wiring(s) {
		text, err := python.ReadFile(name)
		if err != nil {
			panic(err) // embedded above
		}
		list = append(list, blueprint.Source{Path: "arch/encoder_decoder/" + name, Text: string(text)})
	}
	return list
}

// attentions lists the kinds of attention, in the order in which a source and its target meet them.
func attentions(s *blueprint.State) []*blueprint.Kind {
	if s.Position == "learned" {
		return []*blueprint.Kind{&crossattention.Bidirectional, &crossattention.Causal, &crossattention.Cross}
	}
	return []*blueprint.Kind{&relativeattention.Self, &relativeattention.Cross}
}

// wiring names the files of this folder that the choices take.
func wiring(s *blueprint.State) []string {
	output := "output_layer.py"
	switch {
	case bool(s.TieEmbeddings) && s.Position == "relative":
		output = "scaled_output_layer.py"
	case bool(s.TieEmbeddings):
		output = "tied_output_layer.py"
	}
	if s.Position == "learned" {
		embed := "embed.py"
		if s.ScaleEmbeddings {
			embed = "scaled_embed.py"
		}
		return []string{"learned_blocks.py", "learned_stacks.py", embed, output, "learned_draw.py", "go_on.py", "learned_model.py"}
	}
	feed := "feed_forward.py"
	if gated(s.MLP) {
		feed = "gated_feed_forward.py"
	}
	return []string{feed, "relative_layers.py", "relative_stacks.py", output, "relative_draw.py", "go_on.py", "relative_model.py"}
}

// kinds lists the layers to explain, in the order in which a token meets them.
func kinds(s *blueprint.State) []*blueprint.Kind {
	feed := feedKind(s)
	function := activations[s.MLP]
	feed.TeX += `where $\phi$ is $` + activation.TeX(function) + `$ \citep{` + activation.Reference(function).Key + "}.\n"
	rule := *norm.Kinds[string(s.Norm)]
	if s.Norm == "layernorm" && !bool(s.NormBias) {
		rule.TeX += "Here no norm shifts: $b = 0$.\n"
	}
	return append(append([]*blueprint.Kind{&rule}, attentions(s)...), &feed)
}

// feedKind is the kind of the feed-forward part.
func feedKind(s *blueprint.State) blueprint.Kind {
	if gated(s.MLP) {
		return mlp.Gated
	}
	return mlp.Plain
}

// references lists the works that the model stands on.
func references(s *blueprint.State) []blueprint.Reference {
	list := []blueprint.Reference{{Key: "sutskever2014seq2seq", Author: "Ilya Sutskever and Oriol Vinyals and Quoc V. Le", Title: "Sequence to Sequence Learning with Neural Networks", Where: "arXiv:1409.3215", Year: 2014}}
	add := func(more ...blueprint.Reference) {
		for _, r := range more {
			known := false
			for _, have := range list {
				known = known || have.Key == r.Key
			}
			if !known {
				list = append(list, r)
			}
		}
	}
	for _, k := range attentions(s) {
		add(k.References...)
	}
	if s.Position == "learned" {
		add(blueprint.Reference{Key: "lewis2019bart", Author: "Mike Lewis and others", Title: "{BART}: Denoising Sequence-to-Sequence Pre-training for Natural Language Generation, Translation, and Comprehension", Where: "arXiv:1910.13461", Year: 2019})
	}
	add(norm.Kinds[string(s.Norm)].References...)
	add(feedKind(s).References...)
	add(activation.Reference(activations[s.MLP]))
	if s.TieEmbeddings {
		add(weights.Tying)
	}
	return list
}
