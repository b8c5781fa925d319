package hybrid

import (
	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch/mamba"
	"github.com/metagen-go/metagen/blueprint/layer/activation"
	"github.com/metagen-go/metagen/blueprint/layer/attention"
	"github.com/metagen-go/metagen/blueprint/layer/cache"
	"github.com/metagen-go/metagen/blueprint/layer/mlp"
	"github.com/metagen-go/metagen/blueprint/layer/moe"
	"github.com/metagen-go/metagen/blueprint/layer/norm"
	"github.com/metagen-go/metagen/blueprint/layer/position"
	"github.com/metagen-go/metagen/blueprint/layer/ssm"
	"github.com/metagen-go/metagen/blueprint/layer/weights"
)

// sources lists the Python of the model, each file after those it uses: one file for each choice, so that none is left to run time.
func sources(s *blueprint.State) []blueprint.Source {
	list := append([]blueprint.Source{}, norm.RMS.Sources...)
	list = append(list, cache.Hybrid())
	list = append(list, position.Absolute.Sources...)
	list = append(list, attention.Absolute.Sources...)
	list = append(list, ssm.Sources(bool(s.UseConvBias), true)...)
	list = append(list, activation.Source(activations[s.MLP]))
	list = append(list, mlp.Gated.Sources...)
	stack, model := "dense_stack.py", "dense_model.py"
	if s.Experts > 0 {
		list = append(list, moe.Raw.Sources...)
		stack, model = "stack.py", "model.py"
	}
	list = append(list, weights.Source(), mamba.OutputLayer(bool(s.TieEmbeddings)))
	for _, name := range []string{"blocks.py", stack, "draw.py", model} {
		text, err := python.ReadFile(name)
		if err != nil {
			panic(err) // embedded
		}
		list = append(list, blueprint.Source{Path: "arch/hybrid/" + name, Text: string(text)})
	}
	return list
}

// describe is the method text: hybrid.tex, and a sentence for each choice that changes the wiring.
func describe(s *blueprint.State) string {
	text := method
	if s.Experts > 0 {
		text += "The feed-forward part is a gated MLP, but in block \\ExpertOffset{} and every \\ExpertPeriod{} blocks after it, where it is a mixture of experts.\n"
	} else {
		text += "The feed-forward part is a gated MLP.\n"
	}
	if s.TieEmbeddings {
		text += "The output layer shares the weight of the embedding \\citep{press2017tying}.\n"
	}
	return text
}

// kinds lists the layers to explain, in the order in which a token meets them.
func kinds(s *blueprint.State) []*blueprint.Kind {
	function := activations[s.MLP]
	where := `where $\phi$ is $` + activation.TeX(function) + `$ \citep{` + activation.Reference(function).Key + "}.\n"
	feed, attends := mlp.Gated, attention.Absolute
	feed.TeX += where
	if s.KVHeads == s.Heads {
		attends.Doc = "Causal self-attention; every query head has a key-value head of its own."
	}
	list := []*blueprint.Kind{&norm.RMS, ssm.Explained(&ssm.Normed, bool(s.UseConvBias)), &attends, &position.Absolute, &feed}
	if s.Experts > 0 {
		mixture := moe.Raw
		mixture.TeX += where
		list = append(list, &mixture)
	}
	return list
}

// references lists the works that the model stands on.
func references(s *blueprint.State) []blueprint.Reference {
	list := append([]blueprint.Reference{}, ssm.Normed.References...)
	list = append(list, norm.RMS.References...)
	list = append(list, attention.References(attentionDims(s))...)
	list = append(list, position.Absolute.References...)
	list = append(list, mlp.Gated.References...)
	list = append(list, activation.Reference(activations[s.MLP]))
	if s.Experts > 0 {
		list = append(list, moe.Raw.References...)
	}
	if s.TieEmbeddings {
		list = append(list, weights.Tying)
	}
	return list
}
