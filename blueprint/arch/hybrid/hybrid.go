// Package hybrid wires Jamba's pattern: blocks of attention among blocks of selective state spaces, some with a mixture of experts.
//
// hidden_size is the width of the residual stream, layers the number of blocks of either kind, heads the number of query heads of those that attend.
package hybrid

import (
	"embed"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch/mamba"
	"github.com/metagen-go/metagen/blueprint/layer/attention"
	"github.com/metagen-go/metagen/blueprint/layer/mlp"
	"github.com/metagen-go/metagen/blueprint/layer/moe"
	"github.com/metagen-go/metagen/blueprint/layer/norm"
	"github.com/metagen-go/metagen/blueprint/layer/ssm"
	languagemodel "github.com/metagen-go/metagen/blueprint/task/language_model"
)

//go:embed *.py
var python embed.FS

//go:embed presets/*.yaml
var presets embed.FS

//go:embed hybrid.tex
var method string

// Architecture is the hybrid.
var Architecture = blueprint.Architecture{
	Name:  "hybrid",
	Title: "hybrid of attention and state spaces",
	Doc: "Attention among selective state spaces (Jamba): hidden_size is the width of the residual stream, layers the number of blocks of either kind, heads the number of query heads of the blocks that attend. " +
		"Of attention_period blocks one attends, and of expert_period blocks one has experts. max_seq_len has no tensor: it bounds the sequences that the model is trained and run on, and the keys and values that it keeps.",
	Serves: "a hybrid for generation from text to text",
	Notation: "Shapes in comments: B batch, T new tokens, S tokens that they attend to, C hidden_size, H heads, D head_dim,\n" +
		"I = expand x hidden_size channels, N state_size, R dt_rank, K conv_kernel or experts_per_token, L tokens of a chunk.\nTensor names are those of transformers' Jamba.",
	Fields: []string{
		"hidden_size", "layers", "heads", "kv_heads", "head_dim", "ffn_size", "vocab_size", "max_seq_len",
		"state_size", "conv_kernel", "expand", "dt_rank", "use_bias", "use_conv_bias",
		"attention_period", "attention_offset", "expert_period", "expert_offset", "experts", "experts_per_token", "router_aux_loss_coef",
		"norm_eps", "mlp", "mlp_bias", "attention_bias", "attention_output_bias", "tie_embeddings",
	},
	Usual:   blueprint.Use{Family: "hybrid", Task: "generation", Inputs: "text", Outputs: "text"},
	Floor:   12,
	Presets: blueprint.PresetFiles(presets, "arch/hybrid/"),
	Takes: func(s *blueprint.State) bool {
		return s.Family == "hybrid" && s.TaskType == "generation" && s.Inputs == "text" && s.Outputs == "text"
	},
	Derive: derive,
	Lacks:  lacks,
	Check:  check,
	Tiny:   tiny,
	Build:  build,
	Describe: func(m *blueprint.Model) {
		s := &m.State
		m.Sources, m.Task, m.Method, m.Kinds, m.References = sources(s), &languagemodel.Task, describe(s), kinds(s), references(s)
	},
}

func build(s *blueprint.State) *blueprint.Model {
	root := &blueprint.Node{
		Kind: &modelKind,
		Cost: func(p blueprint.Pass) blueprint.Cost {
			// The loss: float32 log-probabilities, int64 targets and a float32 count.
			return blueprint.Cost{Saved: blueprint.Bytes(blueprint.Sum(blueprint.Product(4, p.Tokens, int64(s.VocabSize)), 8*p.Tokens, 4))}
		},
	}
	head := blueprint.Linear("lm_head", int64(s.HiddenSize), int64(s.VocabSize), false, "model")
	if s.TieEmbeddings {
		head.Params[0].Tied = "model.embed_tokens.weight"
	}
	root.Children = []*blueprint.Node{stack(s), head}
	return &blueprint.Model{State: *s, Root: root}
}

// stack is the Stack: embedding, blocks, last norm. Equal blocks that follow each other are one node.
func stack(s *blueprint.State) *blueprint.Node {
	n := &blueprint.Node{
		Name: "model", Kind: &stackKind,
		Children: []*blueprint.Node{blueprint.Embedding("embed_tokens", int64(s.VocabSize), int64(s.HiddenSize))},
	}
	for layer := int64(0); layer < int64(s.Layers); {
		last := n.Children[len(n.Children)-1].Called()
		blocks := block(s, layer)
		for layer += 1; layer < int64(s.Layers) && attends(s, layer) == attends(s, blocks.First) && routed(s, layer) == routed(s, blocks.First); layer++ {
			blocks.Repeat++
		}
		blocks.From = []string{last}
		n.Children = append(n.Children, blocks)
	}
	n.Children = append(n.Children, normNode(s, "final_layernorm", n.Children[len(n.Children)-1].Called()))
	return n
}

// attends tells whether a layer has attention; the others have a state space.
func attends(s *blueprint.State, layer int64) bool {
	return layer%int64(s.AttentionPeriod) == int64(s.AttentionOffset)
}

// routed tells whether a layer has experts; the others have a dense MLP.
func routed(s *blueprint.State, layer int64) bool {
	return s.Experts > 0 && layer%int64(s.ExpertPeriod) == int64(s.ExpertOffset)
}

func block(s *blueprint.State, layer int64) *blueprint.Node {
	kind, mixer := &mambaBlock, ssm.Node("mamba", mixerDims(s), "input_layernorm")
	if attends(s, layer) {
		kind, mixer = &attentionBlock, attention.Node("self_attn", attentionDims(s), "input_layernorm")
	}
	feed := feedForward(s)
	if routed(s, layer) {
		kind, feed = routedKinds[kind], experts(s)
	}
	return &blueprint.Node{
		Name: "layers", Kind: kind, Repeat: 1, First: layer, Mixed: true,
		Children: []*blueprint.Node{normNode(s, "input_layernorm"), mixer, normNode(s, "pre_ff_layernorm", mixer.Name, ""), feed},
	}
}

func attentionDims(s *blueprint.State) attention.Dims {
	return attention.Dims{
		Hidden: int64(s.HiddenSize), Heads: int64(s.Heads), KVHeads: int64(s.KVHeads), HeadDim: int64(s.HeadDim),
		Bias: bool(s.AttentionBias), OutputBias: bool(s.AttentionOutputBias),
	}
}

func mixerDims(s *blueprint.State) ssm.Dims {
	d := mamba.MixerDims(s)
	for _, n := range []struct {
		name string
		size int64
	}{{"dt_layernorm", d.Rank}, {"b_layernorm", d.State}, {"c_layernorm", d.State}} {
		d.Norms = append(d.Norms, norm.Node(n.name, &norm.RMS, norm.Dims{Size: n.size, Rows: 1}, "x_proj"))
	}
	return d
}

func feedForward(s *blueprint.State) *blueprint.Node {
	return mlp.GatedNode("feed_forward", mlp.Dims{Hidden: int64(s.HiddenSize), FFN: int64(s.FFNSize), Bias: bool(s.MLPBias)}, "pre_ff_layernorm")
}

func experts(s *blueprint.State) *blueprint.Node {
	return moe.RawNode("feed_forward", moe.Dims{
		Hidden: int64(s.HiddenSize), FFN: int64(s.FFNSize), Experts: int64(s.Experts), PerToken: int64(s.ExpertsPerToken),
	}, "pre_ff_layernorm")
}

func normNode(s *blueprint.State, name string, from ...string) *blueprint.Node {
	return norm.Node(name, &norm.RMS, norm.Dims{Size: int64(s.HiddenSize), Rows: 1}, from...)
}

var (
	modelKind      = blueprint.Kind{Name: "MetaGenModel", Doc: "The stack and the layer that scores every token of the vocabulary."}
	stackKind      = blueprint.Kind{Name: "Stack", Doc: "Embedding, blocks, and a last norm."}
	mambaBlock     = blueprint.Kind{Name: "MambaBlock", Doc: "A selective state space and a feed-forward part on the residual stream."}
	attentionBlock = blueprint.Kind{Name: "AttentionBlock", Doc: "Self-attention and a feed-forward part on the residual stream."}
	mambaRouted    = blueprint.Kind{Name: "MambaBlock with experts", Doc: "A selective state space and a mixture of experts on the residual stream."}
	attentionMoE   = blueprint.Kind{Name: "AttentionBlock with experts", Doc: "Self-attention and a mixture of experts on the residual stream."}
	routedKinds    = map[*blueprint.Kind]*blueprint.Kind{&mambaBlock: &mambaRouted, &attentionBlock: &attentionMoE}
)
