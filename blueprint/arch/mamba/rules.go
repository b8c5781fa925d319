package mamba

import "github.com/metagen-go/metagen/blueprint"

// derive settles what the spec and the sizing rules left open.
func derive(d *blueprint.Draft) {
	DeriveMixer(d)
	d.Default("norm_eps", 1e-5, "default")
	d.Default("tie_embeddings", true, "default")
}

// DeriveMixer settles the dimensions of a mixer, as transformers does where a config is silent.
func DeriveMixer(d *blueprint.Draft) {
	d.Default("state_size", 16, "default")
	d.Default("conv_kernel", 4, "default")
	d.Default("expand", 2, "default")
	d.Default("dt_rank", (int64(d.State.HiddenSize)+15)/16, "derived: hidden_size / 16, rounded up")
	d.Default("use_bias", false, "default")
	d.Default("use_conv_bias", true, "default")
}

// check lists the rules that a state breaks.
func check(s *blueprint.State) []blueprint.Problem {
	return CheckPositive(s, "hidden_size", "layers", "vocab_size", "max_seq_len", "state_size", "conv_kernel", "expand", "dt_rank")
}

// CheckPositive lists those of some fields that are below 1.
func CheckPositive(s *blueprint.State, keys ...string) []blueprint.Problem {
	var list blueprint.Problems
	for _, key := range keys {
		value := blueprint.FieldByKey(key).Value(s).Int()
		list.Add(value < 1, key, "%s is %d, and must be 1 or more", key, value)
	}
	return list
}

// tiny makes a state small; its choices stay.
func tiny(s *blueprint.State) {
	s.HiddenSize, s.Layers, s.VocabSize = 64, 2, min(61, s.VocabSize)
	s.MaxSeqLen, s.SequenceLength = 32, min(32, s.SequenceLength)
	TinyMixer(s)
}

// TinyMixer makes the dimensions of a mixer small.
func TinyMixer(s *blueprint.State) {
	s.StateSize, s.ConvKernel, s.Expand, s.DTRank = min(8, s.StateSize), min(4, s.ConvKernel), min(2, s.Expand), min(4, s.DTRank)
}
