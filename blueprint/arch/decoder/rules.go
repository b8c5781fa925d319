package decoder

import (
	"slices"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// derive settles what the spec and the sizing rules left open.
func derive(d *blueprint.Draft) {
	s := &d.State
	d.Default("norm", "rmsnorm", "default")
	if s.Norm == "layernorm" {
		d.Default("norm_bias", true, "default for layernorm")
	}
	d.Default("norm_eps", 1e-5, "default")
	d.Default("mlp", "swiglu", "default")
	d.Default("position", "rope", "default")
	if s.Position == "rope" {
		d.Default("rope_theta", 10000.0, "default")
		d.Default("partial_rotary", 1.0, "default")
	}
	if s.Position == "learned" {
		d.Default("position_offset", 0, "default")
	}
	for _, key := range []string{"mlp_bias", "attention_bias", "attention_output_bias", "qk_norm", "parallel_residual", "shared_norm", "tie_embeddings", "lm_head_bias", "scale_embeddings", "embedding_norm"} {
		d.Default(key, false, "default")
	}
	d.Default("sliding_window", 0, "default: every token before it")
	d.Default("kv_heads", int64(s.Heads), "default: heads")
	if s.Heads > 0 && s.HiddenSize%blueprint.Dim(s.Heads) == 0 { // else check tells
		d.Default("head_dim", int64(s.HiddenSize)/int64(s.Heads), "derived: hidden_size / heads")
	}
	d.Default("experts", 0, "default: a dense MLP")
	if s.Experts == 0 {
		if gated(s.MLP) {
			d.Default("ffn_size", roundUp(int64(s.HiddenSize)*8, 3*256)/3, "derived: 8/3 hidden_size, rounded up to a multiple of 256")
		} else {
			d.Default("ffn_size", 4*int64(s.HiddenSize), "derived: 4 hidden_size")
		}
		return
	}
	d.Default("experts_per_token", min(2, int64(s.Experts)), "derived: 2, or experts where there are fewer")
	d.Default("shared_experts", 0, "default")
	d.Default("router_aux_loss_coef", 0.001, "default")
	if d.Has("ffn_size") {
		d.Default("expert_ffn_size", int64(s.FFNSize), "default: ffn_size")
	}
	d.Default("expert_ffn_size", roundUp(int64(s.HiddenSize)*8, 3*256)/3, "derived: 8/3 hidden_size, rounded up to a multiple of 256")
}

func roundUp(n, to int64) int64 { return (n + to - 1) / to * to }

// lacks tells what an option needs that the state does not have.
func lacks(s *blueprint.State, key string) string {
	for _, need := range []struct {
		keys, what string
		met        bool
	}{
		{"norm_bias", "norm layernorm", s.Norm == "layernorm"},
		{"rope_theta partial_rotary", "position rope", s.Position == "rope"},
		{"position_offset", "position learned", s.Position == "learned"},
		{"experts_per_token shared_experts expert_ffn_size router_aux_loss_coef", "experts", s.Experts > 0},
	} {
		if !need.met && slices.Contains(strings.Fields(need.keys), key) {
			return need.what
		}
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
	for _, key := range []string{"hidden_size", "layers", "heads", "kv_heads", "head_dim", "vocab_size", "max_seq_len"} {
		value := blueprint.FieldByKey(key).Value(s).Int()
		list.Add(value < 1, key, "%s is %d, and must be 1 or more", key, value)
	}
	if len(list) > 0 {
		return list
	}
	list.Add(activations[s.MLP] == "", "mlp", "mlp is %s, and a decoder's must be swiglu, geglu, geglu_tanh, gelu, gelu_tanh or relu", s.MLP)
	list.Add(s.Heads%s.KVHeads != 0, "kv_heads", "kv_heads %d does not divide heads %d", s.KVHeads, s.Heads)
	switch s.Position {
	case "rope":
		list.Add(turning(s)%2 != 0 || turning(s) == 0, "head_dim", "head_dim %d with partial_rotary %v leaves %d channels to turn, and rotary positions turn pairs of them: state a head_dim, heads or partial_rotary that makes the number even and above 0", s.HeadDim, float64(s.PartialRotary), turning(s))
		list.Add(s.PartialRotary > 1, "partial_rotary", "partial_rotary is %v, and a share is at most 1", float64(s.PartialRotary))
		list.Add(s.RopeTheta <= 1, "rope_theta", "rope_theta is %v, and must be above 1", float64(s.RopeTheta))
	case "relative":
		list.Add(true, "position", "position relative is the encoder_decoder's: the decoder has rope, learned, alibi and none")
	case "alibi":
		list.Add(s.SlidingWindow > 0, "sliding_window", "sliding_window does not go with position alibi: set one of them aside")
	}
	list.Add(s.SlidingWindow < 0, "sliding_window", "sliding_window is %d; 0 is no window", s.SlidingWindow)
	list.Add(bool(s.SharedNorm && !s.ParallelResidual), "shared_norm", "shared_norm needs parallel_residual: without it the branches read the stream one after the other")
	list.Add(bool(s.EmbeddingNorm) && s.Position == "learned", "embedding_norm", "embedding_norm does not go with position learned")
	list.Add(bool(s.EmbeddingNorm && s.ScaleEmbeddings), "embedding_norm", "embedding_norm does not go with scale_embeddings: the norm undoes the scale")
	list.Add(bool(s.ScaleEmbeddings) && s.Position == "learned", "scale_embeddings", "scale_embeddings does not go with position learned")
	if s.Experts > 0 {
		list = append(list, checkExperts(s)...)
	} else {
		list.Add(s.FFNSize < 1, "ffn_size", "ffn_size is %d, and must be 1 or more", s.FFNSize)
	}
	return list
}

func checkExperts(s *blueprint.State) []blueprint.Problem {
	var list blueprint.Problems
	list.Add(s.ExpertsPerToken < 1 || s.ExpertsPerToken > s.Experts, "experts_per_token", "experts_per_token is %d, and must be from 1 to experts, which is %d", s.ExpertsPerToken, s.Experts)
	list.Add(s.ExpertFFNSize < 1, "expert_ffn_size", "expert_ffn_size is %d, and must be 1 or more", s.ExpertFFNSize)
	list.Add(s.SharedExperts < 0, "shared_experts", "shared_experts is %d", s.SharedExperts)
	list.Add(!gated(s.MLP), "mlp", "experts are gated MLPs: mlp is %s, and must be swiglu, geglu or geglu_tanh", s.MLP)
	list.Add(bool(s.MLPBias), "mlp_bias", "experts have no bias: mlp_bias must be false")
	align := 16 / s.Width()
	list.Add(int64(s.HiddenSize)%align != 0, "hidden_size", "hidden_size is %d, and torch's grouped_mm takes rows of a multiple of 16 bytes: a multiple of %d in %s", s.HiddenSize, align, s.Precision)
	list.Add(int64(s.ExpertFFNSize)%align != 0, "expert_ffn_size", "expert_ffn_size is %d, and torch's grouped_mm takes rows of a multiple of 16 bytes: a multiple of %d in %s", s.ExpertFFNSize, align, s.Precision)
	return list
}

// tiny makes a decoder small: whatever its choices, each still does something.
func tiny(s *blueprint.State) {
	if s.KVHeads == s.Heads {
		s.KVHeads = min(4, s.Heads)
	} else {
		s.KVHeads = min(2, s.KVHeads)
	}
	s.Heads, s.HiddenSize, s.Layers, s.FFNSize = max(min(4, s.Heads)/s.KVHeads, 1)*s.KVHeads, 64, 2, min(96, s.FFNSize)
	for _, width := range []blueprint.Dim{16, 20, 24, 32, 40, 48, 64, s.HeadDim} {
		if s.HeadDim = width; s.Position != "rope" || turning(s) > 0 && turning(s)%2 == 0 {
			break
		}
	}
	s.VocabSize, s.MaxSeqLen, s.SequenceLength, s.Dropout = min(61, s.VocabSize), 32, min(32, s.SequenceLength), 0
	s.SlidingWindow = min(8, s.SlidingWindow)
	s.Experts, s.SharedExperts, s.ExpertFFNSize = min(4, s.Experts), min(1, s.SharedExperts), min(32, s.ExpertFFNSize)
	s.ExpertsPerToken = min(2, s.ExpertsPerToken, s.Experts)
}
