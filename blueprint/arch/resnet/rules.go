package resnet

import (
	"slices"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// imply settles layers where the spec states how they are divided.
func imply(d *blueprint.Draft) {
	if !d.Has("stage_depths") {
		return
	}
	var sum int64
	for _, depth := range d.State.StageDepths.Items() {
		sum = blueprint.Sum(sum, max(depth, 0))
	}
	d.Default("layers", sum, "derived: the sum of stage_depths")
}

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
	d.Default("block", "bottleneck", "default")
	if s.Block == "bottleneck" {
		d.Default("groups", 1, "default")
		d.Default("width_per_group", 64, "default")
	}
	if s.Layers >= 4 { // else check tells
		d.Default("stage_depths", depths(int64(s.Layers)), "derived: layers divided as in the published networks")
	}
}

// published are the depths of ResNet-18, -50, -101 and -152, below them the least that four stages take.
var published = [][]int64{{1, 1, 1, 1}, {2, 2, 2, 2}, {3, 4, 6, 3}, {3, 4, 23, 3}, {3, 8, 36, 3}}

// depths divides blocks over the stages as the published networks do. Between two of these, the first, second and fourth stage grow evenly
// from the one to the other, rounded down; the third takes the rest, as it takes all above the largest.
func depths(layers int64) []int64 {
	total := func(list []int64) int64 { return list[0] + list[1] + list[2] + list[3] }
	last := published[len(published)-1]
	list := slices.Clone(last)
	for i := 1; i < len(published) && layers <= total(last); i++ {
		low, high := published[i-1], published[i]
		if from, to := total(low), total(high); layers <= to {
			for j := range list {
				list[j] = low[j] + (high[j]-low[j])*(layers-from)/(to-from)
			}
			break
		}
	}
	list[2] += layers - total(list)
	return list
}

// lacks tells what an option needs that the state does not have.
func lacks(s *blueprint.State, key string) string {
	for _, need := range []struct {
		keys, what string
		met        bool
	}{
		{"num_classes", "head classification", s.Head == "classification"},
		{"embedding_dim temperature", "head embedding", s.Head == "embedding"},
		{"groups width_per_group", "block bottleneck", s.Block == "bottleneck"},
	} {
		if !need.met && slices.Contains(strings.Fields(need.keys), key) {
			return need.what
		}
	}
	return ""
}

// least is the smallest image: below it the last stage has one pixel, and batch norm needs more than one number a channel for one image.
const least = 33

// check lists the rules that a state breaks.
func check(s *blueprint.State) []blueprint.Problem {
	var list blueprint.Problems
	keys := []string{"hidden_size", "layers", "num_channels"}
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
	if s.Block == "bottleneck" {
		keys = append(keys, "groups", "width_per_group")
	}
	for _, key := range keys {
		value := blueprint.FieldByKey(key).Value(s).Int()
		list.Add(value < 1, key, "%s is %d, and must be 1 or more", key, value)
	}
	list.Add(s.ImageSize < least, "image_size", "image_size is %d, and must be %d or more: the sides are halved five times, and batch norm needs more than one pixel of an image in the last stage", s.ImageSize, least)
	if len(list) > 0 {
		return list
	}
	step := 8 * expansion(s)
	list.Add(int64(s.HiddenSize)%step != 0, "hidden_size", "hidden_size %d is no multiple of %d: three of the four stages double the width, and a %s block puts out %d times its planes", s.HiddenSize, step, s.Block, expansion(s))
	if planes := int64(s.HiddenSize) / step; s.Block == "bottleneck" && planes > 0 {
		list.Add(width(s, planes) < 1, "width_per_group", "width_per_group %d of 64 planes leaves no channel of the %d that hidden_size %d gives the first stage: make either larger", s.WidthPerGroup, planes, s.HiddenSize)
	}
	return append(list, checkDepths(s)...)
}

func checkDepths(s *blueprint.State) []blueprint.Problem {
	var list blueprint.Problems
	items := s.StageDepths.Items()
	if s.StageDepths == "" {
		list.Add(true, "layers", "layers is %d, and four stages take 4 or more", s.Layers)
		return list
	}
	sum, all := int64(0), len(items) == 4
	for _, depth := range items {
		sum, all = blueprint.Sum(sum, max(depth, 0)), all && depth > 0
	}
	list.Add(!all, "stage_depths", "stage_depths is [%s], and must be four numbers of 1 or more", s.StageDepths)
	list.Add(all && sum != int64(s.Layers), "stage_depths", "stage_depths [%s] has %d blocks in all, and layers is %d: leave one of them out", s.StageDepths, sum, s.Layers)
	return list
}

// tiny makes a residual network small: a block a stage, on images that leave 2 x 2 pixels.
func tiny(s *blueprint.State) {
	projected := s.Head == "embedding" && s.EmbeddingDim != s.HiddenSize
	planes := int64(8)
	if s.Block == "bottleneck" {
		planes = max(planes, (64+int64(s.WidthPerGroup)-1)/int64(s.WidthPerGroup))
	}
	s.HiddenSize, s.Layers, s.StageDepths = blueprint.Dim(8*expansion(s)*planes), 4, "1, 1, 1, 1"
	s.ImageSize, s.NumClasses = 48, min(10, s.NumClasses)
	if s.Head == "embedding" {
		s.EmbeddingDim = s.HiddenSize
		if projected {
			s.EmbeddingDim = 24
		}
	}
}
