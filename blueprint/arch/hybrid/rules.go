package hybrid

import (
	"slices"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch/mamba"
)

// activations names the activation function of each kind of gated MLP.
var activations = map[blueprint.Option]string{"swiglu": "silu", "geglu": "gelu", "geglu_tanh": "gelu_tanh"}

// ofExperts are the options that apply where there are experts.
var ofExperts = []string{"experts_per_token", "expert_period", "expert_offset", "router_aux_loss_coef"}

// derive settles what the spec and the sizing rules left open.
func derive(d *blueprint.Draft) {
	s := &d.State
	mamba.DeriveMixer(d)
	for key, value := range map[string]any{
		"norm_eps": 1e-6, "mlp": "swiglu", "mlp_bias": false, "attention_bias": false, "attention_output_bias": false, "tie_embeddings": false, "attention_period": 8,
	} {
		d.Default(key, value, "default")
	}
	d.Default("attention_offset", min(int64(s.AttentionPeriod), int64(s.Layers))/2, "derived: half of attention_period, or of layers where these are fewer")
	d.Default("kv_heads", int64(s.Heads), "default: heads")
	if s.Heads > 0 && s.HiddenSize%blueprint.Dim(s.Heads) == 0 { // else check tells
		d.Default("head_dim", int64(s.HiddenSize)/int64(s.Heads), "derived: hidden_size / heads")
	}
	d.Default("ffn_size", (int64(s.HiddenSize)*8+767)/768*256, "derived: 8/3 hidden_size, rounded up to a multiple of 256")
	d.Default("experts", 0, "default: a dense MLP")
	if s.Experts > 0 {
		d.Default("experts_per_token", min(2, int64(s.Experts)), "derived: 2, or experts where there are fewer")
		d.Default("expert_period", 2, "default")
		d.Default("expert_offset", int64(s.ExpertPeriod)/2, "derived: half of expert_period")
		d.Default("router_aux_loss_coef", 0.001, "default")
	}
}

// lacks tells what an option needs that the state does not have.
func lacks(s *blueprint.State, key string) string {
	if s.Experts == 0 && slices.Contains(ofExperts, key) {
		return "experts"
	}
	return ""
}

// check lists the rules that a state breaks.
func check(s *blueprint.State) []blueprint.Problem {
	var list blueprint.Problems
	if s.HeadDim == 0 && s.Heads > 0 && s.HiddenSize%blueprint.Dim(s.Heads) != 0 {
		list.Add(true, "heads", "heads %d does not divide hidden_size %d: state heads that do, or a head_dim", s.Heads, s.HiddenSize)
		return list
	}
	list = mamba.CheckPositive(s, "hidden_size", "layers", "heads", "kv_heads", "head_dim", "ffn_size", "vocab_size", "max_seq_len", "state_size", "conv_kernel", "expand", "dt_rank")
	if len(list) > 0 {
		return list
	}
	list.Add(s.Heads%s.KVHeads != 0, "kv_heads", "kv_heads %d does not divide heads %d", s.KVHeads, s.Heads)
	list.Add(activations[s.MLP] == "", "mlp", "mlp is %s, and must be swiglu, geglu or geglu_tanh: the feed-forward parts are gated", s.MLP)
	list.Add(s.AttentionPeriod < 2, "attention_period", "attention_period is %d, and must be 2 or more, so that some layers are state spaces: architecture decoder attends in all", s.AttentionPeriod)
	list.Add(s.AttentionPeriod >= 2 && s.AttentionOffset >= s.AttentionPeriod, "attention_offset", "attention_offset is %d, and must be below attention_period, which is %d", s.AttentionOffset, s.AttentionPeriod)
	list.Add(s.AttentionOffset < s.AttentionPeriod && s.AttentionOffset >= s.Layers, "attention_offset", "attention_offset is %d, and must be below layers, which is %d: no layer would attend, as in architecture mamba", s.AttentionOffset, s.Layers)
	list.Add(s.Layers == 1, "layers", "layers is 1, and must be 2 or more: one that attends, and a state space")
	if s.Experts > 0 {
		list = append(list, checkExperts(s)...)
	}
	return list
}

func checkExperts(s *blueprint.State) []blueprint.Problem {
	var list blueprint.Problems
	list.Add(s.Experts == 1, "experts", "experts is 1, and must be 2 or more, or 0 for dense MLPs")
	list.Add(s.ExpertsPerToken < 1 || s.ExpertsPerToken > s.Experts, "experts_per_token", "experts_per_token is %d, and must be from 1 to experts, which is %d", s.ExpertsPerToken, s.Experts)
	list.Add(s.ExpertPeriod < 1, "expert_period", "expert_period is %d, and must be 1 or more", s.ExpertPeriod)
	list.Add(s.ExpertPeriod >= 1 && s.ExpertOffset >= s.ExpertPeriod, "expert_offset", "expert_offset is %d, and must be below expert_period, which is %d", s.ExpertOffset, s.ExpertPeriod)
	list.Add(s.ExpertOffset < s.ExpertPeriod && s.ExpertOffset >= s.Layers, "expert_offset", "expert_offset is %d, and must be below layers, which is %d: no layer would have experts", s.ExpertOffset, s.Layers)
	align := 16 / s.Width()
	list.Add(int64(s.HiddenSize)%align != 0, "hidden_size", "hidden_size is %d, and torch's grouped_mm takes rows of a multiple of 16 bytes: a multiple of %d in %s", s.HiddenSize, align, s.Precision)
	list.Add(int64(s.FFNSize)%align != 0, "ffn_size", "ffn_size is %d, and torch's grouped_mm takes rows of a multiple of 16 bytes: a multiple of %d in %s", s.FFNSize, align, s.Precision)
	return list
}

// tiny makes a state small; its choices stay, and so do Jamba's three kinds of block.
func tiny(s *blueprint.State) {
	if s.KVHeads == s.Heads {
		s.KVHeads = min(4, s.Heads)
	} else {
		s.KVHeads = min(2, s.KVHeads)
	}
	s.Heads, s.HeadDim = max(min(4, s.Heads)/s.KVHeads, 1)*s.KVHeads, 16
	s.HiddenSize, s.FFNSize, s.Layers = 64, 96, 4
	s.VocabSize, s.MaxSeqLen, s.SequenceLength = min(61, s.VocabSize), 32, min(32, s.SequenceLength)
	s.AttentionPeriod, s.AttentionOffset = min(4, s.AttentionPeriod), min(2, s.AttentionOffset)
	if s.Experts > 0 {
		s.Experts, s.ExpertsPerToken = min(4, s.Experts), min(2, s.ExpertsPerToken)
		s.ExpertPeriod, s.ExpertOffset = min(3, s.ExpertPeriod), min(2, s.ExpertOffset)
	}
	mamba.TinyMixer(s)
}
