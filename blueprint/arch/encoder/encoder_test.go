package encoder_test

import (
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/scripts/contract"
)

// spec is a spec of a task from text to an output, with what a test adds.
func spec(task, output, more string) string {
	return "metagen_version: \"1.0\"\nname: x\nmodality: {inputs: [text], outputs: [" + output + "]}\ntask: {type: " + task + "}\n" + more
}

// TestTakes: which specs are an encoder's, and which head it has; generation is the decoder's unless the spec asks for masked language modelling.
func TestTakes(t *testing.T) {
	const family = "architecture: {family: transformer}\n"
	for src, want := range map[string]struct{ architecture, head, task string }{
		spec("classification", "label", family):                                                        {"encoder", "classification", "text_classification"},
		spec("classification", "classification", family):                                               {"encoder", "classification", "text_classification"},
		spec("regression", "regression", family):                                                       {"encoder", "regression", "text_regression"},
		spec("ranking", "regression", family):                                                          {"encoder", "ranking", "text_ranking"},
		spec("embedding", "embedding", family):                                                         {"encoder", "embedding", "text_embedding"},
		spec("retrieval", "embedding", family):                                                         {"encoder", "embedding", "text_embedding"},
		spec("anomaly_detection", "label", family):                                                     {"encoder", "masked_lm", "text_anomaly"},
		spec("generation", "text", family):                                                             {"decoder", "", "language_model"},
		spec("generation", "text", family+"training: {objective: [masked_lm]}\n"):                      {"encoder", "masked_lm", "masked_language_model"},
		spec("generation", "text", "architecture: {name: encoder}\n"):                                  {"encoder", "masked_lm", "masked_language_model"},
		spec("generation", "text", "architecture: {like: gpt2}\n"):                                     {"decoder", "", "language_model"},
		spec("generation", "text", "architecture: {like: modernbert-base}\n"):                          {"encoder", "masked_lm", "masked_language_model"},
		"metagen_version: \"1.0\"\nname: x\narchitecture: {like: bert-base}\n":                         {"encoder", "embedding", "text_embedding"},
		"metagen_version: \"1.0\"\nname: x\narchitecture: {name: encoder, options: {head: ranking}}\n": {"encoder", "ranking", "text_ranking"},
	} {
		s := contract.Spec(t, "spec", src)
		m, problems := arch.Build(s)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if string(s.Architecture) != want.architecture || string(s.Head) != want.head || m.Task.Name != want.task {
			t.Errorf("%s: %s with head %q, task %s; want %+v", src, s.Architecture, s.Head, m.Task.Name, want)
		}
	}
}

// TestHeadWithoutATask: a head that the spec names says what the model is for, where the spec does not.
func TestHeadWithoutATask(t *testing.T) {
	s := contract.Spec(t, "spec", "metagen_version: \"1.0\"\nname: x\narchitecture: {like: bert-base, options: {head: masked_lm}}\n")
	if s.TaskType != "generation" || s.Outputs != "text" || s.Pooling != "" {
		t.Errorf("task %s to %s, pooling %q", s.TaskType, s.Outputs, s.Pooling)
	}
}

// TestFitted holds the shared specs' sizes: the largest on the way down the aspect ratio that has at most 120M parameters.
func TestFitted(t *testing.T) {
	budget := "constraints: {parameter_budget: {max: 120M}, context_window: \"512\", device: consumer_gpu}\narchitecture: {family: transformer}\n"
	for src, want := range map[string]blueprint.Params{
		spec("classification, num_classes: 2", "label", budget):    107_720_450,
		spec("ranking", "regression", budget):                      107_719_745,
		spec("embedding, embedding_dim: 768", "embedding", budget): 107_763_392,
	} {
		if s := contract.Spec(t, "spec", src); s.TotalParams != want || s.HiddenSize != 704 || s.Layers != 12 || s.Heads != 8 {
			t.Errorf("%s: %d parameters, %d wide, %d deep, %d heads; want %d", src, s.TotalParams, s.HiddenSize, s.Layers, s.Heads, want)
		}
	}
}

// TestRefused holds what a spec cannot ask for against the lines that are printed.
func TestRefused(t *testing.T) {
	options := func(task, output, options string) string {
		return spec(task, output, "architecture: {family: transformer, dims: {hidden_size: 64, layers: 2, heads: 4, vocab_size: 300}, options: {"+options+"}}\n")
	}
	for src, want := range map[string]string{
		options("classification", "label", "head: embedding"):                                                      "head embedding is not for task classification, which has head classification",
		options("classification", "label", "head: none"):                                                           "head none is not for task classification, which has head classification",
		options("classification", "label", "pooling: mean"):                                                        "pooling does nothing without head embedding, or layout modernbert with another head than masked_lm; take it out",
		options("classification, num_classes: 1", "label", ""):                                                     "num_classes is 1, and must be 2 or more",
		options("regression, num_classes: 3", "regression", ""):                                                    "num_classes does nothing without head classification; take it out",
		options("embedding", "embedding", "layout: distilbert, pooling: pooler"):                                   "pooling pooler is BERT's and RoBERTa's, for embeddings: with layout distilbert and head embedding it must be cls or mean",
		options("embedding", "embedding", "layout: distilbert, token_types: 2"):                                    "token_types does nothing without layout bert or roberta; take it out",
		options("embedding", "embedding", "rope_theta: 10000"):                                                     "rope_theta does nothing without layout modernbert; take it out",
		options("embedding", "embedding", "mlp: geglu"):                                                            "layout bert has a plain MLP: mlp is geglu, and must be gelu, gelu_tanh or relu",
		options("embedding", "embedding", "layout: modernbert, mlp: gelu"):                                         "layout modernbert has a gated MLP: mlp is gelu, and must be geglu, geglu_tanh or swiglu",
		options("embedding", "embedding", "layout: modernbert, local_attention: 1"):                                "local_attention is 1, and must be 2 or more",
		options("embedding", "embedding", "cls_token: 300"):                                                        "cls_token is 300, and the 300 tokens of the vocabulary end at 299",
		options("embedding", "embedding", "cls_token: 2"):                                                          "sep_token and cls_token are both 2",
		options("embedding", "embedding", "temperature: 0"):                                                        "temperature is 0, and must be above 0",
		options("embedding", "embedding", "layout: roberta, position_offset: 0"):                                   "position_offset is 0, and must be 1 or more: padding has the row before the first position",
		options("embedding", "embedding", "layout: albert"):                                                        "layout is \"albert\", and must be one of bert, roberta, distilbert, modernbert",
		spec("embedding", "embedding", "architecture: {family: transformer, dims: {hidden_size: 60, heads: 7}}\n"): "heads 7 does not divide hidden_size 60",
		spec("embedding", "embedding", "architecture: {family: transformer, dims: {hidden_size: 60, heads: 4, vocab_size: 300}, options: {layout: modernbert}}\n"): "heads 4 leave each 15 channels, and rotary positions turn pairs of them: state heads that leave an even number",
	} {
		if got := contract.Refused(t, src); !strings.Contains(got, want) || !strings.HasPrefix(got, "f.yaml:") {
			t.Errorf("%s\nis refused with %q; want %q", src, got, want)
		}
	}
}
