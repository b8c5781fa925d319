package mlp_test

import (
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/mlp"
)

func TestMLP(t *testing.T) {
	pass := blueprint.Pass{Tokens: 5, Context: 5, Width: 2}
	d := mlp.Dims{Hidden: 8, FFN: 12}
	biased, relu := d, d
	biased.Bias, relu.SavesOutput = true, true
	for what, c := range map[string]struct {
		node   *blueprint.Node
		params blueprint.Params
		flops  blueprint.FLOPs
		saved  blueprint.Bytes
	}{
		// Three matrices of 8x12. Saved, of 5 tokens in 2 bytes: the input 8, once, the gate before and after its activation and the
		// up-projection 3x12, their product 12, which down reads: 10 x (8 + 36 + 12).
		"gated":       {mlp.GatedNode("m", d), 288, 2880, 560},
		"gated, bias": {mlp.GatedNode("m", biased), 320, 2880, 560}, // and 12 + 12 + 8
		"plain":       {mlp.PlainNode("m", d), 192, 1920, 320},      // the input 8, the activation's input 12 and output 12
		"plain, bias": {mlp.PlainNode("m", biased), 212, 1920, 320}, // and 12 + 8
		"plain, ReLU": {mlp.PlainNode("m", relu), 192, 1920, 200},   // whose output is enough: 10 x (8 + 12)
	} {
		got := c.node.Total(pass)
		if c.node.Count() != c.params || got != (blueprint.Cost{FLOPs: c.flops, Backward: 2 * c.flops, Saved: c.saved}) {
			t.Errorf("%s: %d parameters, %+v; want %+v", what, c.node.Count(), got, c)
		}
	}
}
