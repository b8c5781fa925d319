package encoderdecoder

import (
	"slices"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// derive settles what the spec and the sizing rules left open: T5's choices, or those of BART where positions are learned.
func derive(d *blueprint.Draft) {
	s := &d.State
	d.Default("position", "relative", "default")
	d.Default("tie_embeddings", true, "default")
	if s.Position == "learned" {
		d.Default("position_offset", 0, "default")
		d.Default("scale_embeddings", false, "default")
		d.Default("norm", "layernorm", "default for position learned")
		d.Default("norm_eps", 1e-5, "default for position learned")
		d.Default("mlp", "gelu", "default for position learned")
	} else {
		d.Default("relative_buckets", 32, "default")
		d.Default("relative_distance", 128, "default")
		d.Default("norm", "rmsnorm", "default")
		d.Default("norm_eps", 1e-6, "default")
		d.Default("mlp", "relu", "default")
	}
	if s.Norm == "layernorm" {
		d.Default("norm_bias", true, "default for layernorm")
	}
	d.Default("decoder_layers", int64(s.Layers), "default: layers")
	d.Default("source_length", int64(s.SequenceLength), "default: sequence_length")
	if s.Position != "learned" && s.Heads > 0 && s.HiddenSize%blueprint.Dim(s.Heads) == 0 { // else check tells
		d.Default("head_dim", int64(s.HiddenSize)/int64(s.Heads), "derived: hidden_size / heads")
	}
	if gated(s.MLP) {
		d.Default("ffn_size", (int64(s.HiddenSize)*8+767)/768*256, "derived: 8/3 hidden_size, rounded up to a multiple of 256")
	}
	d.Default("ffn_size", 4*int64(s.HiddenSize), "derived: 4 hidden_size")
}

// lacks tells what an option needs that the state does not have.
func lacks(s *blueprint.State, key string) string {
	for _, need := range []struct {
		keys, what string
		met        bool
	}{
		{"norm_bias", "norm layernorm", s.Norm == "layernorm"},
		{"position_offset scale_embeddings", "position learned", s.Position == "learned"},
		{"head_dim relative_buckets relative_distance", "position relative", s.Position == "relative"},
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
	divides := s.Heads > 0 && s.HiddenSize%blueprint.Dim(s.Heads) == 0
	list.Add(s.Heads > 0 && !divides && s.Position == "learned", "heads", "heads %d does not divide hidden_size %d, and with position learned it must", s.Heads, s.HiddenSize)
	list.Add(s.Heads > 0 && !divides && s.Position != "learned" && s.HeadDim == 0, "heads", "heads %d does not divide hidden_size %d: state heads that do, or a head_dim", s.Heads, s.HiddenSize)
	if len(list) > 0 {
		return list
	}
	for _, key := range []string{"hidden_size", "layers", "decoder_layers", "heads", "ffn_size", "vocab_size", "max_seq_len", "source_length"} {
		value := blueprint.FieldByKey(key).Value(s).Int()
		list.Add(value < 1, key, "%s is %d, and must be 1 or more", key, value)
	}
	list.Add(activations[s.MLP] == "", "mlp", "mlp is %s, and must be swiglu, geglu, geglu_tanh, gelu, gelu_tanh or relu", s.MLP)
	list.Add(s.SourceLength > s.MaxSeqLen, "source_length", "source_length is %d, and must be at most max_seq_len, which is %d", s.SourceLength, s.MaxSeqLen)
	switch s.Position {
	case "relative":
		list.Add(s.HeadDim < 1, "head_dim", "head_dim is %d, and must be 1 or more", s.HeadDim)
		list.Add(s.RelativeBuckets < 4 || s.RelativeBuckets%2 != 0, "relative_buckets", "relative_buckets is %d, and must be even and 4 or more: half of them are for the tokens that follow", s.RelativeBuckets)
		list.Add(int64(s.RelativeDistance) <= int64(s.RelativeBuckets)/2, "relative_distance", "relative_distance is %d, and must be above half of relative_buckets, which is %d: so many distances have a bucket of their own", s.RelativeDistance, s.RelativeBuckets/2)
	case "learned":
		list.Add(gated(s.MLP), "mlp", "mlp is %s, and with position learned must be gelu, gelu_tanh or relu", s.MLP)
	default:
		list.Add(true, "position", "position is %s, and an encoder-decoder has relative (T5) or learned (BART)", s.Position)
	}
	return list
}

// tiny makes an encoder-decoder small: whatever its choices, each still does something.
func tiny(s *blueprint.State) {
	s.HiddenSize, s.Heads, s.FFNSize = 64, 4, min(96, s.FFNSize)
	s.Layers, s.DecoderLayers = min(2, s.Layers), min(3, s.DecoderLayers)
	s.VocabSize, s.MaxSeqLen, s.SequenceLength, s.SourceLength, s.Dropout = min(61, s.VocabSize), 32, min(20, s.SequenceLength), min(24, s.SourceLength), 0
	if s.Position == "relative" {
		s.HeadDim, s.RelativeBuckets, s.RelativeDistance = 16, 8, 16
	}
}
