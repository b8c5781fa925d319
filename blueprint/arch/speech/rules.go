package speech

import (
	"slices"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// derive settles what the spec and the sizing rules left open.
func derive(d *blueprint.Draft) {
	s := &d.State
	d.Default("sample_rate", 16000, "default for speech")
	d.Default("mel_bins", 80, "default for speech")
	d.Default("n_fft", 400, "default for speech: 25 ms at 16 kHz")
	d.Default("hop_length", 160, "default for speech: 10 ms at 16 kHz")
	d.Default("source_positions", 1500, "default for speech: 30 s at 16 kHz")
	d.Default("norm_eps", 1e-5, "default")
	d.Default("norm_bias", true, "default")
	d.Default("mlp", "gelu", "default")
	d.Default("ffn_size", 4*int64(s.HiddenSize), "derived: 4 hidden_size")
	if classifies(s) {
		s.Freeze = blueprint.List(strings.ReplaceAll(string(s.Freeze), "model.encoder", "encoder")) // the part, where it stands here
		d.Default("projector_size", 256, "default")
		d.Default("num_classes", 2, "default")
		return
	}
	d.Default("decoder_layers", int64(s.Layers), "default: layers")
	d.Default("tie_embeddings", true, "default")
}

// lacks tells what a field needs that the state does not have.
func lacks(s *blueprint.State, key string) string {
	switch key {
	case "decoder_layers", "vocab_size", "max_seq_len", "tie_embeddings":
		if classifies(s) {
			return "task generation"
		}
	case "projector_size", "num_classes":
		if !classifies(s) {
			return "task classification"
		}
	}
	return ""
}

// leastVocabulary is what the bytes of a text take, and the tokens before the first and after the last.
const leastVocabulary = 258

// check lists the rules that a state breaks.
func check(s *blueprint.State) []blueprint.Problem {
	var list blueprint.Problems
	for _, key := range fields {
		f := blueprint.FieldByKey(key)
		if value := f.Value(s); value.CanInt() && lacks(s, key) == "" {
			list.Add(value.Int() < 1, key, "%s is %d, and must be 1 or more", key, value.Int())
		}
	}
	if len(list) > 0 {
		return list
	}
	list.Add(!slices.Contains([]blueprint.Option{"gelu", "gelu_tanh", "relu"}, s.MLP), "mlp", "mlp is %s, and that of a model of speech must be gelu, gelu_tanh or relu", s.MLP)
	list.Add(int64(s.HiddenSize)%int64(s.Heads) != 0, "heads", "heads %d does not divide hidden_size %d", s.Heads, s.HiddenSize)
	list.Add(s.HiddenSize%2 != 0 || s.HiddenSize < 4, "hidden_size", "hidden_size is %d, and sinusoidal positions take an even width of 4 or more", s.HiddenSize)
	list.Add(s.NFFT%2 != 0 || s.NFFT/2+1 < s.MelBins, "n_fft", "n_fft is %d, and must be even and leave %d bands a frequency each: at least %d", s.NFFT, s.MelBins, 2*s.MelBins-2)
	list.Add(s.HopLength > s.NFFT, "hop_length", "hop_length is %d, and windows of n_fft %d would leave samples out: at most %d", s.HopLength, s.NFFT, s.NFFT)
	list.Add(2*int64(s.SourcePositions)*int64(s.HopLength) <= int64(s.NFFT)/2, "source_positions", "source_positions is %d, and its clip of %d samples is no longer than half a window of n_fft %d", s.SourcePositions, 2*int64(s.SourcePositions)*int64(s.HopLength), s.NFFT)
	if classifies(s) {
		list.Add(s.NumClasses < 2, "num_classes", "num_classes is %d, and must be 2 or more", s.NumClasses)
		return list
	}
	list.Add(s.VocabSize < leastVocabulary, "vocab_size", "vocab_size is %d, and the bytes of a text and the tokens before and after it take %d", s.VocabSize, leastVocabulary)
	return list
}

// tiny makes a model small: whatever its choices, each still does something.
func tiny(s *blueprint.State) {
	s.HiddenSize, s.Layers, s.Heads, s.FFNSize, s.Dropout = 64, 2, 4, 96, 0
	s.MelBins, s.NFFT, s.HopLength, s.SourcePositions = 8, 80, 40, 12
	if classifies(s) {
		s.ProjectorSize, s.NumClasses = 16, min(8, s.NumClasses)
		return
	}
	s.DecoderLayers, s.VocabSize, s.MaxSeqLen = 2, leastVocabulary, 32
	s.SequenceLength = min(32, s.SequenceLength)
}
