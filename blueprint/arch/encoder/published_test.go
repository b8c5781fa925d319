package encoder_test

import (
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch/encoder"
	"github.com/metagen-go/metagen/scripts/contract"
)

// published are the counts of the checkpoints on Hugging Face, as transformers' base models load them.
var published = map[string]blueprint.Params{
	"bert-base": 109_482_240, "bert-large": 335_141_888, "roberta-base": 124_645_632, "roberta-large": 355_359_744,
	"distilbert-base": 66_362_880, "modernbert-base": 149_014_272, "modernbert-large": 394_781_696,
}

func TestPresetsHaveTheirPublishedCounts(t *testing.T) {
	for _, p := range encoder.Architecture.Presets {
		if s := contract.Preset(t, p.Name); s.TotalParams != published[p.Name] || s.TrainableParams != published[p.Name] || s.Head != "embedding" {
			t.Errorf("%s has %d parameters with head %s; published are %d", p.Name, s.TotalParams, s.Head, published[p.Name])
		}
	}
	if n := len(encoder.Architecture.Presets); n != len(published) {
		t.Errorf("%d counts for %d presets", len(published), n)
	}
}

// TestHeadsOfPublishedModels: what a head adds, as transformers builds it on the same preset.
func TestHeadsOfPublishedModels(t *testing.T) {
	for src, want := range map[string]blueprint.Params{
		"architecture: {like: bert-base, options: {head: classification}}":                                     109_483_778, // BertForSequenceClassification
		"architecture: {like: bert-base, options: {head: masked_lm}}":                                          109_514_298, // BertForMaskedLM
		"architecture: {like: roberta-base, options: {head: classification}}":                                  124_647_170, // RobertaForSequenceClassification
		"architecture: {like: roberta-base, options: {head: masked_lm}}":                                       124_697_433, // RobertaForMaskedLM
		"architecture: {like: distilbert-base, options: {head: classification}}":                               66_955_010,  // DistilBertForSequenceClassification
		"architecture: {like: distilbert-base, options: {head: masked_lm}}":                                    66_985_530,  // DistilBertForMaskedLM
		"architecture: {like: modernbert-base, options: {head: classification}}":                               149_606_402, // ModernBertForSequenceClassification
		"architecture: {like: modernbert-base, options: {head: masked_lm}}":                                    149_655_232, // ModernBertForMaskedLM
		"architecture: {like: bert-base}\ntask: {type: classification, num_classes: 3}\n" + textTo("label"):    109_484_547,
		"architecture: {like: bert-base}\ntask: {type: ranking}\n" + textTo("regression"):                      109_483_009,
		"architecture: {like: bert-base, options: {pooling: mean}}":                                            108_891_648, // without the pooler
		"architecture: {like: bert-base, options: {pooling: mean}}\ntask: {type: embedding, embedding_dim: 5}": 108_895_488, // and 768 x 5
	} {
		s := contract.Spec(t, "published", "metagen_version: \"1.0\"\nname: x\n"+src+"\n")
		if s.TotalParams != want {
			t.Errorf("%s: %d parameters, head %s; want %d", src, s.TotalParams, s.Head, want)
		}
	}
}

func textTo(output string) string { return "modality: {inputs: [text], outputs: [" + output + "]}" }
