package vlm

import (
	"slices"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch/clip"
	"github.com/metagen-go/metagen/blueprint/arch/decoder"
)

// takes tells whether a spec is for this model: text comes out of an image, with or without a text beside it.
func takes(s *blueprint.State) bool {
	in := s.Inputs.Items()
	seen := s.Inputs == "multimodal" || len(in) > 0 && slices.Contains(in, "image") &&
		!slices.ContainsFunc(in, func(m string) bool { return m != "image" && m != "text" })
	return s.Family == "transformer" && s.TaskType == "generation" && seen && s.Outputs == "text"
}

// derive settles what the spec and the sizing rules left open: the language model's as the decoder does.
func derive(d *blueprint.Draft) {
	inner := d.Clone()
	decoder.Architecture.Derive(inner)
	for _, key := range language {
		if inner.Has(key) && !d.Has(key) {
			blueprint.FieldByKey(key).Value(&d.State).Set(blueprint.FieldByKey(key).Value(&inner.State))
			d.Trace[key] = inner.Trace[key]
		}
	}
	s := &d.State
	step := int64(64)
	if s.HiddenSize < 1024 {
		step = 16
	}
	d.Default("vision_hidden_size", (int64(s.HiddenSize)+4*step-1)/(4*step)*step, "derived: hidden_size / 4, rounded up to a multiple of 64 (16 below 256)")
	d.Default("vision_layers", max(2, 3*int64(s.Layers)/4), "derived: 3/4 layers, at least 2")
	d.Default("vision_heads", clip.Divisor(int64(s.VisionHiddenSize), int64(s.VisionHiddenSize)/64), "derived: vision_hidden_size / 64, lowered to a divisor")
	d.Default("vision_ffn_size", 4*int64(s.VisionHiddenSize), "derived: 4 vision_hidden_size")
	d.Default("vision_mlp", "quick_gelu", "default")
	d.Default("vision_norm_eps", 1e-5, "default")
	d.Default("image_token", max(0, int64(s.VocabSize)-1), "default: the last of the vocabulary")
}

// check lists the rules that a state breaks.
func check(s *blueprint.State) []blueprint.Problem {
	list := blueprint.Problems(decoder.Architecture.Check(s))
	for _, key := range vision[:7] {
		value := blueprint.FieldByKey(key).Value(s).Int()
		list.Add(value < 1, key, "%s is %d, and must be 1 or more", key, value)
	}
	if len(list) > 0 {
		return list
	}
	list = append(list, clip.CheckVision(s, "vision_mlp", s.VisionMLP)...)
	list.Add(s.Position == "learned", "position", "position learned does not go with images in the sequence: state rope, alibi or none")
	list.Add(s.VisionLayers < 2, "vision_layers", "vision_layers is %d, and must be 2 or more: the tower is read before its last block", s.VisionLayers)
	list.Add(s.ImageToken >= s.VocabSize, "image_token", "image_token is %d, and must be below vocab_size, which is %d", s.ImageToken, s.VocabSize)
	if len(list) == 0 {
		patches := blueprint.Tokens(image(s).Patches())
		list.Add(s.MaxSeqLen <= patches, "max_seq_len", "max_seq_len is %d, and an image of %d patches goes into the sequence too: state more, or a larger patch_size", s.MaxSeqLen, patches)
		list.Add(s.MaxSeqLen > patches && s.SequenceLength <= patches, "sequence_length", "sequence_length is %d, and an image of %d patches goes into the sequence too: state more", s.SequenceLength, patches)
	}
	return list
}

// tiny makes a model small: an image has four patches, and bytes stay tokens.
func tiny(s *blueprint.State) {
	vocabulary := min(264, s.VocabSize)
	decoder.Shrink(s)
	s.VocabSize, s.ImageToken = vocabulary, min(s.ImageToken, vocabulary-1)
	s.VisionHiddenSize, s.VisionLayers, s.VisionHeads, s.VisionFFNSize = 48, 2, 4, 96
	s.ImageSize, s.PatchSize = 16, 8
}
