package vit

import (
	"slices"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// derive settles what the spec and the sizing rules left open.
func derive(d *blueprint.Draft) {
	s := &d.State
	if s.Head == "embedding" && s.TaskType == "classification" && strings.HasPrefix(string(d.Trace["task_type"]), "default for ") {
		d.Put("task_type", "embedding", "default for head embedding") // the spec says what for by the head alone
		d.Put("outputs", "embedding", "default for head embedding")
	}
	if s.TaskType == "embedding" || s.TaskType == "retrieval" {
		d.Default("head", "embedding", "derived: task "+blueprint.Origin(s.TaskType))
	}
	d.Default("head", "classification", "default")
	switch s.Head {
	case "classification":
		d.Default("num_classes", 1000, "default for images: the classes of ImageNet")
	case "embedding":
		d.Default("embedding_dim", int64(s.HiddenSize), "default: hidden_size, not projected")
		d.Default("temperature", 0.1, "default, as in SimCLR")
	}
	d.Default("mlp", "gelu", "default")
	d.Default("norm_eps", 1e-12, "default, as in ViT")
	d.Default("attention_bias", true, "default")
	d.Default("distillation_token", false, "default")
	if s.Heads > 0 && s.HiddenSize%blueprint.Dim(s.Heads) == 0 { // else check tells
		d.Default("head_dim", int64(s.HiddenSize)/int64(s.Heads), "derived: hidden_size / heads")
	}
	d.Default("ffn_size", 4*int64(s.HiddenSize), "derived: 4 hidden_size")
}

// lacks tells what an option needs that the state does not have.
func lacks(s *blueprint.State, key string) string {
	for _, need := range []struct {
		keys, what string
		met        bool
	}{
		{"num_classes", "head classification", s.Head == "classification"},
		{"embedding_dim temperature", "head embedding", s.Head == "embedding"},
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
	keys := []string{"hidden_size", "layers", "heads", "head_dim", "ffn_size", "image_size", "patch_size", "num_channels"}
	switch s.Head {
	case "classification":
		keys = append(keys, "num_classes")
		list.Add(s.TaskType != "" && s.TaskType != "classification", "head", "head classification does not go with task %s: leave head out", s.TaskType)
	case "embedding":
		keys = append(keys, "embedding_dim")
		list.Add(s.Temperature <= 0, "temperature", "temperature is %v, and must be above 0", float64(s.Temperature))
		list.Add(s.TaskType == "classification", "head", "head embedding does not go with task classification: leave head out")
	default:
		list.Add(true, "head", "head is %q, and must be classification or embedding", s.Head)
	}
	for _, key := range keys {
		value := blueprint.FieldByKey(key).Value(s).Int()
		list.Add(value < 1, key, "%s is %d, and must be 1 or more", key, value)
	}
	if s.PatchSize > 0 {
		list.Add(s.ImageSize%s.PatchSize != 0, "patch_size", "patch_size %d does not divide image_size %d: an image falls into whole patches", s.PatchSize, s.ImageSize)
	}
	list.Add(!slices.Contains([]blueprint.Option{"gelu", "gelu_tanh", "relu"}, s.MLP), "mlp", "mlp is %q, and must be gelu, gelu_tanh or relu: this MLP has no gate", s.MLP)
	return list
}

// tiny makes a vision transformer small: two patches a side, each of 4 pixels.
func tiny(s *blueprint.State) {
	projected := s.Head == "embedding" && s.EmbeddingDim != blueprint.Dim(s.HiddenSize)
	s.Heads = min(4, s.Heads)
	s.HiddenSize, s.Layers, s.HeadDim, s.FFNSize, s.Dropout = 64, 2, 16, min(96, s.FFNSize), 0
	s.ImageSize, s.PatchSize, s.NumClasses = 8, 4, min(10, s.NumClasses)
	if s.Head == "embedding" {
		s.EmbeddingDim = s.HiddenSize
		if projected {
			s.EmbeddingDim = 24
		}
	}
}
