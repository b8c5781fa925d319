package arch_test

import (
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/scripts/contract"
)

// adapted is a small decoder of two blocks: 16 wide, 2 heads of 8, an MLP of 24, 10 tokens.
func adapted(t *testing.T, training string) blueprint.State {
	return contract.Spec(t, "small", `
metagen_version: "1.0"
name: small
modality: {inputs: [text], outputs: [text]}
task: {type: generation}
training: {`+training+`}
architecture:
  family: transformer
  dims: {hidden_size: 16, layers: 2, heads: 2, ffn_size: 24, vocab_size: 10, max_seq_len: 8, dropout: 0}
`)
}

func TestAdapters(t *testing.T) {
	// Embedding and output layer 160 each, a block 4 x 256 + 3 x 384 + 2 x 16 = 2,208, the last norm 16: 4,752.
	for training, want := range map[string]struct{ total, trainable blueprint.Params }{
		"precision: float32":                                                    {4752, 4752},
		"freeze: [model.embed_tokens]":                                          {4752, 4592},
		"freeze: [model.layers, lm_head]":                                       {4752, 176},
		"lora: {rank: 2, targets: [q_proj, v_proj]}":                            {4752 + 256, 256}, // two blocks, two layers, 2 x (16 + 16)
		"lora: {rank: 1, targets: [up_proj]}":                                   {4752 + 80, 80},   // two blocks, 24 + 16
		"freeze: [model.layers], lora: {rank: 3, targets: [lm_head]}":           {4752 + 78, 78},   // 3 x (16 + 10)
		"freeze: [model.layers], lora: {rank: 3, targets: [lm_head], alpha: 6}": {4752 + 78, 78},
	} {
		if s := adapted(t, training); s.TotalParams != want.total || s.TrainableParams != want.trainable {
			t.Errorf("%s: %d parameters, %d trainable; want %+v", training, s.TotalParams, s.TrainableParams, want)
		}
	}
	whole, frozen, lora := adapted(t, "precision: float32"), adapted(t, "precision: float32, freeze: [model.embed_tokens, model.layers]"), adapted(t, "precision: float32, lora: {rank: 2, targets: [q_proj]}")
	// 8 tokens: what is left to train is the last norm and the output layer, 2 x 8 x 160 FLOPs for each gradient.
	if got, want := frozen.TrainingFLOPs, whole.ForwardFLOPs+2*2*8*160; got != want {
		t.Errorf("with frozen blocks, training takes %d FLOPs; want %d", got, want)
	}
	if lora.ActivationBytes >= whole.ActivationBytes || frozen.ActivationBytes >= lora.ActivationBytes || lora.LoRAAlpha != 2 {
		t.Errorf("activations are %d, with adapters %d, with frozen blocks %d", whole.ActivationBytes, lora.ActivationBytes, frozen.ActivationBytes)
	}
}

func TestAdaptersAreRefused(t *testing.T) {
	for training, want := range map[string]string{
		"freeze: [vision]":                  `there is no part "vision" to freeze`,
		"freeze: [model]":                   "",
		"freeze: [model, lm_head]":          "everything is frozen",
		"lora: {rank: 2, targets: [q_prj]}": `no linear layer is called "q_prj"; there are down_proj, gate_proj`,
		"freeze: [model.layers], lora: {rank: 2, targets: [q_proj]}": `every linear layer that is called "q_proj" is in a part that is frozen`,
		"lora: {rank: 2}":           "training.lora has a rank and no targets",
		"lora: {targets: [q_proj]}": "training.lora has targets and no rank",
		"lora: {alpha: 2}":          "training.lora.alpha does nothing without training.lora.rank",
	} {
		err := contract.Refused(t, `
metagen_version: "1.0"
name: small
modality: {inputs: [text], outputs: [text]}
task: {type: generation}
training: {`+training+`}
architecture:
  family: transformer
  dims: {hidden_size: 16, layers: 2, heads: 2, ffn_size: 24, vocab_size: 10, max_seq_len: 8, dropout: 0}
`)
		if (err == "") != (want == "") || !strings.Contains(err, want) || want != "" && !strings.HasPrefix(err, "f.yaml:6:") {
			t.Errorf("%s: %q; want %q", training, err, want)
		}
	}
}
