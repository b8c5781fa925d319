package clip

import (
	"slices"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/tower"
)

// takes tells whether a spec is for this model: texts and images go in, and they are to be compared.
func takes(s *blueprint.State) bool {
	in, out := s.Inputs.Items(), s.Outputs.Items()
	both := len(in) == 2 && slices.Contains(in, "text") && slices.Contains(in, "image") || s.Inputs == "multimodal"
	switch {
	case s.Family != "transformer" || !both:
		return false
	case s.TaskType == "retrieval" || s.TaskType == "embedding":
		return !slices.ContainsFunc(out, func(m string) bool {
			return !slices.Contains([]string{"text", "image", "embedding", "label", "multimodal"}, m)
		})
	case s.TaskType == "classification": // zero-shot: the classes are texts
		return s.Outputs == "label" && slices.Contains(s.Objective.Items(), "contrastive")
	}
	return false
}

// imply settles hidden_size, layers and heads by the vision tower where that is stated, since they are the same, and the width of the space by
// that of the embeddings that are to come out.
func imply(d *blueprint.Draft) {
	s := &d.State
	for _, pair := range [][2]string{{"hidden_size", "vision_hidden_size"}, {"layers", "vision_layers"}, {"heads", "vision_heads"}} {
		if d.Has(pair[1]) {
			d.Default(pair[0], blueprint.FieldByKey(pair[1]).Value(s).Int(), d.Trace[pair[1]])
		}
	}
	if d.Has("embedding_dim") {
		d.Default("projection_dim", int64(s.EmbeddingDim), d.Trace["embedding_dim"])
	}
}

// derive settles what the spec and the sizing rules left open.
func derive(d *blueprint.Draft) {
	s := &d.State
	d.Default("vision_hidden_size", int64(s.HiddenSize), "derived: hidden_size")
	d.Default("vision_layers", int64(s.Layers), "derived: layers")
	d.Default("vision_heads", int64(s.Heads), "derived: heads")
	d.Default("vision_ffn_size", 4*int64(s.VisionHiddenSize), "derived: 4 vision_hidden_size")
	step := int64(64)
	if s.HiddenSize < 256 {
		step = 16
	}
	d.Default("text_hidden_size", (2*int64(s.HiddenSize)+3*step-1)/(3*step)*step, "derived: 2/3 hidden_size, rounded up to a multiple of 64 (16 below 256)")
	d.Default("text_layers", min(12, int64(s.Layers)), "derived: layers, at most 12")
	d.Default("text_heads", Divisor(int64(s.TextHiddenSize), int64(s.TextHiddenSize)/64), "derived: text_hidden_size / 64, lowered to a divisor")
	d.Default("text_ffn_size", 4*int64(s.TextHiddenSize), "derived: 4 text_hidden_size")
	d.Default("projection_dim", int64(s.TextHiddenSize), "default: text_hidden_size")
	d.Default("embedding_dim", int64(s.ProjectionDim), "derived: projection_dim")
	d.Default("mlp", "quick_gelu", "default")
	d.Default("norm_eps", 1e-5, "default")
	d.Default("loss", "softmax", "default")
}

// Divisor is the greatest number up to another that divides n; 1 at least.
func Divisor(n, most int64) int64 {
	for most > 1 && n%most != 0 {
		most--
	}
	return max(most, 1)
}

// check lists the rules that a state breaks.
func check(s *blueprint.State) []blueprint.Problem {
	var list blueprint.Problems
	for _, key := range dims {
		value := blueprint.FieldByKey(key).Value(s).Int()
		list.Add(value < 1, key, "%s is %d, and must be 1 or more", key, value)
	}
	if len(list) > 0 {
		return list
	}
	same := func(key string, a, b int64) {
		list.Add(a != b, "vision_"+key, "vision_%s is %d and %s is %d, and they are the same: state one of them", key, b, key, a)
	}
	same("hidden_size", int64(s.HiddenSize), int64(s.VisionHiddenSize))
	same("layers", int64(s.Layers), int64(s.VisionLayers))
	same("heads", int64(s.Heads), int64(s.VisionHeads))
	list.Add(s.EmbeddingDim != s.ProjectionDim, "projection_dim", "projection_dim is %d and embedding_dim is %d, and they are the same: state one of them", s.ProjectionDim, s.EmbeddingDim)
	list.Add(int64(s.TextHiddenSize)%int64(s.TextHeads) != 0, "text_heads", "text_heads %d does not divide text_hidden_size %d: state text_heads that do", s.TextHeads, s.TextHiddenSize)
	list = append(list, CheckVision(s, "mlp", s.MLP)...)
	return list
}

// CheckVision lists the rules that the vision tower of a state breaks; the key is that of its activation.
func CheckVision(s *blueprint.State, key string, mlp blueprint.Option) []blueprint.Problem {
	var list blueprint.Problems
	list.Add(int64(s.VisionHiddenSize)%int64(s.VisionHeads) != 0, "vision_heads", "vision_heads %d does not divide vision_hidden_size %d: state vision_heads that do", s.VisionHeads, s.VisionHiddenSize)
	list.Add(s.PatchSize > s.ImageSize, "patch_size", "patch_size %d is above image_size %d: an image has no patch", s.PatchSize, s.ImageSize)
	list.Add(tower.MLPs[string(mlp)] == nil, key, "%s is %s, and a tower's must be quick_gelu, gelu or gelu_tanh", key, mlp)
	return list
}

// tiny makes a model small: its towers stay of two widths, and bytes stay tokens.
func tiny(s *blueprint.State) {
	s.VisionHiddenSize, s.VisionLayers, s.VisionHeads, s.VisionFFNSize = 48, 2, min(4, s.VisionHeads), 96
	for s.VisionHiddenSize%blueprint.Dim(s.VisionHeads) != 0 {
		s.VisionHeads--
	}
	s.TextHiddenSize, s.TextLayers, s.TextHeads, s.TextFFNSize = 32, 2, 2, 64
	s.HiddenSize, s.Layers, s.Heads, s.ProjectionDim = s.VisionHiddenSize, s.VisionLayers, s.VisionHeads, 24
	s.EmbeddingDim = s.ProjectionDim
	s.VocabSize, s.MaxSeqLen, s.SequenceLength = min(264, s.VocabSize), min(24, s.MaxSeqLen), min(24, s.SequenceLength)
	s.ImageSize, s.PatchSize = 16, 8
}
