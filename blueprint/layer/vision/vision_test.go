package vision_test

import (
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/vision"
)

// TestParts counts both parts of a block of width 8, with 4 heads of 3 channels and an inner width of 20, on 5 tokens in 2 bytes.
func TestParts(t *testing.T) {
	pass := blueprint.Pass{Tokens: 5, Context: 5, Width: 2}
	d := vision.Dims{Hidden: 8, Heads: 4, HeadDim: 3, FFN: 20, Bias: true}
	plain, relu := d, d
	plain.Bias, relu.SavesOutput = false, true
	for what, c := range map[string]struct {
		node   *blueprint.Node
		params blueprint.Params
		cost   blueprint.Cost
	}{
		// 4 x 8 x 12 weights, 3 x 12 + 8 biases. FLOPs 2 x 5 x 384 + 4 x 12 x 25. Saved: the input 5 x 8, once, q, k and v 3 x 5 x 12 and the output
		// 5 x 12, of 2 bytes, and 5 x 4 of 4.
		"attention":          {vision.AttentionNode("a", d), 428, blueprint.Cost{FLOPs: 5040, Backward: 10080, Saved: 640}},
		"attention, no bias": {vision.AttentionNode("a", plain), 392, blueprint.Cost{FLOPs: 5040, Backward: 10080, Saved: 640}},
		// 2 x 160 weights, 28 biases. Saved: the input 8, the activation's input 20 and its output 20, of 5 tokens in 2 bytes.
		"MLP": {vision.MLPNode("m", d), 348, blueprint.Cost{FLOPs: 3200, Backward: 6400, Saved: 480}},
		// The first token alone: 72 parameters, 2 x 64 FLOPs. Saved: all 7 tokens, 7 x 8.
		"pooler":    {vision.PoolerNode("p", 7, 8), 72, blueprint.Cost{FLOPs: 128, Backward: 256, Saved: 112}},
		"MLP, ReLU": {vision.MLPNode("m", relu), 348, blueprint.Cost{FLOPs: 3200, Backward: 6400, Saved: 280}},
	} {
		if got := c.node.Total(pass); c.node.Count() != c.params || got != c.cost {
			t.Errorf("%s: %d parameters, %+v; want %d, %+v", what, c.node.Count(), got, c.params, c.cost)
		}
	}
}
