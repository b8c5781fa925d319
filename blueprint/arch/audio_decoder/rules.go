package audiodecoder

import (
	"slices"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// inputs are what goes in, in order.
func inputs(s *blueprint.State) []string {
	items := s.Inputs.Items()
	slices.Sort(items)
	return items
}

// reads reports whether audio, text, or both go in.
func reads(s *blueprint.State) bool {
	switch strings.Join(inputs(s), " ") {
	case "audio", "text", "audio text":
		return true
	}
	return false
}

// derive settles what the spec and the sizing rules left open.
func derive(d *blueprint.Draft) {
	s := &d.State
	if slices.Contains(inputs(s), "text") {
		d.Default("condition", "text", "rule condition: text goes in")
	}
	d.Default("condition", "none", "rule condition: no text goes in")
	d.Default("codebooks", 4, "default: those of EnCodec at 32 kHz")
	d.Default("frame_rate", 50, "default: that of EnCodec at 32 kHz")
	d.Default("sample_rate", 32000, "default for music")
	d.Default("audio_channels", 1, "default: mono")
	d.Default("norm_eps", 1e-5, "default")
	d.Default("norm_bias", true, "default")
	d.Default("mlp", "gelu", "default")
	d.Default("ffn_size", 4*int64(s.HiddenSize), "derived: 4 hidden_size")
	if s.Condition == "none" {
		return
	}
	d.Default("text_max_seq_len", 256, "default")
	if s.Condition == "states" {
		return
	}
	d.Default("text_hidden_size", min(768, int64(s.HiddenSize)), "derived: hidden_size, at most 768")
	d.Default("text_layers", min(12, int64(s.Layers)), "derived: layers, at most 12")
	d.Default("text_heads", heads(int64(s.TextHiddenSize)), "derived: text_hidden_size / 64, lowered to a divisor")
	d.Default("text_ffn_size", 4*int64(s.TextHiddenSize), "derived: 4 text_hidden_size")
	d.Default("text_vocab_size", 257, "default: the bytes of a text, and what follows its last")
}

// heads is a head for each 64 channels, lowered to a number that divides them.
func heads(width int64) int64 {
	n := max(1, width/64)
	for width%n != 0 {
		n--
	}
	return n
}

// lacks tells what a field needs that the state does not have.
func lacks(s *blueprint.State, key string) string {
	switch key {
	case "text_max_seq_len":
		if s.Condition == "none" {
			return "condition text or states"
		}
	case "text_hidden_size", "text_layers", "text_heads", "text_ffn_size", "text_vocab_size":
		if s.Condition != "text" {
			return "condition text"
		}
	}
	return ""
}

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
	list.Add(!slices.Contains([]blueprint.Option{"gelu", "gelu_tanh", "relu"}, s.MLP), "mlp", "mlp is %s, and an audio decoder's must be gelu, gelu_tanh or relu", s.MLP)
	list.Add(s.Condition == "none" && slices.Contains(inputs(s), "text"), "condition", "condition is none, and text goes in: make it text, or states for those of another encoder")
	list.Add(s.Condition == "text" && !slices.Contains(inputs(s), "text"), "condition", "condition is text, and no text goes in: add text to modality.inputs")
	list.Add(s.AudioChannels > 2, "audio_channels", "audio_channels is %d, and must be 1 or 2", s.AudioChannels)
	list.Add(s.AudioChannels == 2 && s.Codebooks%2 != 0, "codebooks", "codebooks is %d, and must be even for 2 audio_channels: each channel has half of them", s.Codebooks)
	list.Add(s.VocabSize > 1<<16, "vocab_size", "vocab_size is %d, and codes are kept as uint16: at most 65536", s.VocabSize)
	list.Add(s.SampleRate%s.FrameRate != 0, "frame_rate", "frame_rate %d does not divide sample_rate %d: a frame of codes is a whole number of samples", s.FrameRate, s.SampleRate)
	list.Add(int64(s.SequenceLength) <= delay(s), "sequence_length", "sequence_length is %d, and the last of %d codebooks is %d positions late: state more", s.SequenceLength, s.Codebooks, delay(s))
	list = append(list, waves("hidden_size", "heads", int64(s.HiddenSize), int64(s.Heads))...)
	if s.Condition == "text" {
		list = append(list, waves("text_hidden_size", "text_heads", int64(s.TextHiddenSize), int64(s.TextHeads))...)
		list.Add(s.TextVocabSize < 257, "text_vocab_size", "text_vocab_size is %d, and the bytes of a text and what follows its last take 257", s.TextVocabSize)
	}
	return list
}

// waves lists the rules of a width that heads share and sinusoidal positions fill.
func waves(widthKey, headsKey string, width, heads int64) []blueprint.Problem {
	var list blueprint.Problems
	list.Add(width%heads != 0, headsKey, "%s %d does not divide %s %d", headsKey, heads, widthKey, width)
	list.Add(width%2 != 0 || width < 4, widthKey, "%s is %d, and sinusoidal positions take an even width of 4 or more", widthKey, width)
	return list
}

// delay is how many positions the last codebook is late by: one more than the one before it, which the codebook of the other channel shares.
func delay(s *blueprint.State) int64 { return (int64(s.Codebooks) - 1) / int64(s.AudioChannels) }

// tiny makes a model small: whatever its choices, each still does something.
func tiny(s *blueprint.State) {
	s.HiddenSize, s.Layers, s.Heads, s.FFNSize, s.Dropout = 64, 2, 4, 96, 0
	s.VocabSize, s.MaxSeqLen, s.Codebooks = min(61, s.VocabSize), 32, min(4, s.Codebooks)
	s.SequenceLength = min(32, max(s.SequenceLength, blueprint.Tokens(s.Codebooks)))
	if s.Condition != "none" {
		s.TextMaxSeqLen = min(12, s.TextMaxSeqLen)
	}
	if s.Condition == "text" {
		s.TextHiddenSize, s.TextLayers, s.TextHeads, s.TextFFNSize, s.TextVocabSize = 32, 2, 2, 48, 257
	}
}
