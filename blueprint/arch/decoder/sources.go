package decoder

import (
	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/activation"
	"github.com/metagen-go/metagen/blueprint/layer/attention"
	"github.com/metagen-go/metagen/blueprint/layer/cache"
	"github.com/metagen-go/metagen/blueprint/layer/norm"
	"github.com/metagen-go/metagen/blueprint/layer/weights"
)

// sources lists the Python of the model, each file after those it uses: one file for each choice, so that none is left to run time.
func sources(s *blueprint.State) []blueprint.Source {
	list := append(rooms(s), weights.Source())
	for _, name := range wiring(s) {
		list = append(list, source(name))
	}
	return list
}

// rooms lists the files of the layers.
func rooms(s *blueprint.State) []blueprint.Source {
	where, _ := positions(s)
	list := append([]blueprint.Source{}, norm.Kinds[string(s.Norm)].Sources...)
	list = append(list, cache.Source(s.SlidingWindow > 0))
	list = append(list, where.Sources...)
	list = append(list, attentionNode(s).Kind.Sources...)
	list = append(list, activation.Source(activations[s.MLP]))
	return append(list, feedForward(s, "").Kind.Sources...)
}

func source(name string) blueprint.Source {
	text, err := python.ReadFile(name)
	if err != nil {
		panic(err) // embedded above
	}
	return blueprint.Source{Path: "arch/decoder/" + name, Text: string(text)}
}

// wiring names the files of this folder that the choices take.
func wiring(s *blueprint.State) []string {
	block, stack, output, model := "block.py", "decoder.py", "output_layer.py", "model.py"
	switch {
	case bool(s.SharedNorm):
		block = "shared_norm_block.py"
	case bool(s.ParallelResidual):
		block = "parallel_block.py"
	}
	switch {
	case s.Position == "learned":
		stack = "positioned_decoder.py"
	case bool(s.ScaleEmbeddings):
		stack = "scaled_decoder.py"
	case bool(s.EmbeddingNorm):
		stack = "normed_decoder.py"
	}
	if s.TieEmbeddings {
		output = "tied_output_layer.py"
	}
	if s.Experts > 0 {
		model = "moe_model.py"
	}
	return []string{block, stack, output, "draw.py", model}
}

// kinds lists the layers to explain, in the order in which a token meets them.
func kinds(s *blueprint.State) []*blueprint.Kind {
	where, _ := positions(s)
	feed := *feedForward(s, "").Kind
	function := activations[s.MLP]
	feed.TeX += `where $\phi$ is $` + activation.TeX(function) + `$ \citep{` + activation.Reference(function).Key + "}.\n"
	return []*blueprint.Kind{normKind(s), attentionKind(s), where, &feed}
}

// attentionKind is the kind of attention, and says where every query head has a key-value head of its own.
func attentionKind(s *blueprint.State) *blueprint.Kind {
	kind := *attentionNode(s).Kind
	if s.KVHeads == s.Heads {
		kind.Doc = "Causal self-attention; every query head has a key-value head of its own."
	}
	return &kind
}

// normKind is the kind of norm, and says where it does not shift.
func normKind(s *blueprint.State) *blueprint.Kind {
	kind := *norm.Kinds[string(s.Norm)]
	if s.Norm == "layernorm" && !bool(s.NormBias) {
		kind.TeX += "Here no norm shifts: $b = 0$.\n"
	}
	return &kind
}

// references lists the works that the model stands on.
func references(s *blueprint.State) []blueprint.Reference {
	where, _ := positions(s)
	list := attention.References(attentionDims(s))
	list = append(list, norm.Kinds[string(s.Norm)].References...)
	list = append(list, where.References...)
	list = append(list, feedForward(s, "").Kind.References...)
	list = append(list, activation.Reference(activations[s.MLP]))
	if s.TieEmbeddings {
		list = append(list, weights.Tying)
	}
	if s.SlidingWindow > 0 {
		list = append(list, blueprint.Reference{Key: "jiang2023mistral", Author: "Albert Q. Jiang and others", Title: "Mistral 7B", Where: "arXiv:2310.06825", Year: 2023})
	}
	if s.ParallelResidual {
		list = append(list, blueprint.Reference{Key: "wang2021gptj", Author: "Ben Wang and Aran Komatsuzaki", Title: "{GPT-J-6B}: A 6 Billion Parameter Autoregressive Language Model", Where: "https://github.com/kingoflolz/mesh-transformer-jax", Year: 2021})
	}
	return append(list, blueprint.Reference{Key: "radford2019gpt2", Author: "Alec Radford and others", Title: "Language Models are Unsupervised Multitask Learners", Where: "OpenAI", Year: 2019})
}
