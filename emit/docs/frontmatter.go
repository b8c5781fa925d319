package docs

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// pipelines are Hugging Face's names of tasks, by the spec's task and modalities. Where none fits, none is claimed.
var pipelines = []struct{ task, inputs, outputs, tag string }{
	{"generation", "text", "text", "text-generation"},
	{"generation", "text", "image", "text-to-image"},
	{"generation", "text", "video", "text-to-video"},
	{"generation", "text", "audio", "text-to-audio"},
	{"generation", "text", "3d", "text-to-3d"},
	{"generation", "image", "3d", "image-to-3d"},
	{"generation", "image", "text", "image-to-text"},
	{"generation", "image", "image", "image-to-image"},
	{"generation", "image", "video", "image-to-video"},
	{"generation", "audio", "audio", "audio-to-audio"},
	{"generation", "audio text", "audio", "text-to-audio"},
	{"generation", "audio", "text", "automatic-speech-recognition"},
	{"generation", "video", "video", "video-to-video"},
	{"generation", "image text", "text", "image-text-to-text"},
	{"generation", "image text", "image", "image-text-to-image"},
	{"generation", "text video", "text", "video-text-to-text"},
	{"classification", "text", "label", "text-classification"},
	{"classification", "image", "label", "image-classification"},
	{"classification", "audio", "label", "audio-classification"},
	{"classification", "video", "label", "video-classification"},
	{"classification", "tabular", "label", "tabular-classification"},
	{"regression", "tabular", "regression", "tabular-regression"},
	{"embedding", "text", "embedding", "feature-extraction"},
	{"embedding", "image", "embedding", "image-feature-extraction"},
	{"retrieval", "text", "embedding", "feature-extraction"},
	{"retrieval", "image", "embedding", "image-feature-extraction"},
	{"retrieval", "image text", "", "zero-shot-image-classification"},
	{"ranking", "text", "", "text-ranking"},
	{"object_detection", "image", "", "object-detection"},
	{"instance_segmentation", "image", "", "image-segmentation"},
	{"semantic_segmentation", "image", "", "image-segmentation"},
	{"panoptic_segmentation", "image", "", "image-segmentation"},
	{"time_series_forecast", "time_series", "", "time-series-forecasting"},
	{"policy_gradient", "", "action", "reinforcement-learning"},
	{"value_based", "", "action", "reinforcement-learning"},
	{"actor_critic", "", "action", "reinforcement-learning"},
	{"model_based", "", "action", "reinforcement-learning"},
	{"", "graph", "", "graph-ml"},
}

// pipeline is Hugging Face's name of the model's task; empty where it has none.
func pipeline(s *blueprint.State) string {
	if s.Head == "masked_lm" && s.TaskType == "generation" {
		return "fill-mask"
	}
	inputs, outputs := modalities(s.Inputs), modalities(s.Outputs)
	for _, p := range pipelines {
		if (p.task == "" || p.task == string(s.TaskType)) && (p.inputs == "" || p.inputs == inputs) && (p.outputs == "" || p.outputs == outputs) {
			return p.tag
		}
	}
	return ""
}

func modalities(list blueprint.List) string {
	items := slices.Sorted(slices.Values(list.Items()))
	return strings.Join(items, " ")
}

// frontMatter writes what Hugging Face reads at the head of a model card: only keys whose values are known to be true. The
// spec states no licence and no language, so none is given.
func (f *facts) frontMatter(b *bytes.Buffer) {
	s := &f.State
	b.WriteString("---\n# " + mark(f.Model) + "\nlibrary_name: pytorch\n")
	if tag := pipeline(s); tag != "" {
		b.WriteString("pipeline_tag: " + tag + "\n")
	}
	b.WriteString("tags:\n")
	tags := []string{"metagen", string(s.Architecture), string(s.Family)}
	for i, tag := range tags {
		if tag != "" && !slices.Contains(tags[:i], tag) {
			b.WriteString("- " + yamlText(tag) + "\n")
		}
	}
	if len(f.Results) > 0 {
		b.WriteString("model-index:\n- name: " + yamlText(title(f.Model)) + "\n  results:\n")
		for _, r := range f.Results {
			f.indexResult(b, r)
		}
	}
	b.WriteString("---\n")
}

// indexResult writes one measurement for the model-index.
func (f *facts) indexResult(b *bytes.Buffer, r blueprint.Result) {
	task, dataset := pipeline(&f.State), r.Benchmark
	if task == "" {
		task = string(f.State.TaskType)
	}
	if dataset == "" {
		dataset = r.Data
	}
	b.WriteString("  - task:\n      type: " + yamlText(task) + "\n    dataset:\n      name: " + yamlText(dataset) + "\n      type: " + yamlText(dataset) + "\n")
	b.WriteString("    metrics:\n    - type: " + yamlText(r.Metric) + "\n      value: " + strconv.FormatFloat(r.Value, 'f', -1, 64) + "\n")
}

// yamlText writes a text as YAML's double-quoted scalar, whose escapes are all of those that Go's quoting uses.
func yamlText(text string) string { return strconv.QuoteToGraphic(text) }
