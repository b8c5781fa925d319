package tower_test

import (
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/tower"
)

// TestParts counts the parts of a tower of width 8, with 4 heads and an inner width of 20, on 5 tokens in 2 bytes.
func TestParts(t *testing.T) {
	pass := blueprint.Pass{Tokens: 5, Context: 5, Width: 2}
	d := tower.Dims{Hidden: 8, Heads: 4, FFN: 20, MLP: "quick_gelu"}
	exact := d
	exact.MLP = "gelu"
	for what, c := range map[string]struct {
		node   *blueprint.Node
		params blueprint.Params
		cost   blueprint.Cost
	}{
		// 4 x (64 + 8) parameters. FLOPs 2 x 5 x 256 + 4 x 8 x 25. Saved: the input 5 x 8, once, q, k and v 3 x 5 x 8 and the output 5 x 8, of 2 bytes,
		// and 5 x 4 of 4.
		"attention": {tower.AttentionNode("a", d), 288, blueprint.Cost{FLOPs: 3360, Backward: 6720, Saved: 480}},
		// 2 x 160 weights, 28 biases. Saved: the input 8, the activation's input 20, its sigmoid 20 and its output 20, of 5 tokens in 2 bytes.
		"MLP":       {tower.MLPNode("m", d), 348, blueprint.Cost{FLOPs: 3200, Backward: 6400, Saved: 680}},
		"MLP, GELU": {tower.MLPNode("m", exact), 348, blueprint.Cost{FLOPs: 3200, Backward: 6400, Saved: 480}},
		// A class token of 8, 8 x 3 x 16 weights at 9 patches, 10 places. Saved: the image, 3 x 144 numbers of 2 bytes, and 10 places of 8.
		"embeddings": {tower.ImagesNode("e", tower.Image{Channels: 3, Hidden: 8, Side: 12, Patch: 4}), 472, blueprint.Cost{FLOPs: 6912, Backward: 13824, Saved: 944}},
	} {
		p := pass
		if what == "embeddings" {
			p = tower.Image{Channels: 3, Hidden: 8, Side: 12, Patch: 4}.Sees(pass)
		}
		if got := c.node.Total(p); c.node.Count() != c.params || got != c.cost {
			t.Errorf("%s: %d parameters, %+v; want %d, %+v", what, c.node.Count(), got, c.params, c.cost)
		}
	}
	if n := (tower.Image{Side: 14, Patch: 4}).Patches(); n != 9 { // what is left over at the edge is in none
		t.Errorf("%d patches; want 9", n)
	}
}

// TestFrozen: where queries alone need a gradient, backward has the product for theirs and that for the attention weights.
func TestFrozen(t *testing.T) {
	n := tower.AttentionNode("a", tower.Dims{Hidden: 8, Heads: 4})
	for _, c := range n.Children {
		for i := range c.Params {
			c.Params[i].Frozen = c.Name != "q_proj"
		}
	}
	m := blueprint.Model{Root: n, State: blueprint.State{Precision: "bfloat16", SequenceLength: 5}}
	// Forward 3,360; backward 2 x 5 x 64 for the weight of q_proj and for what goes into out_proj, and 2 x 2 x 8 x 25.
	if got := m.Account(); got.TrainingFLOPs != 3360+2*640+800 {
		t.Errorf("%d FLOPs in training; want %d", got.TrainingFLOPs, 3360+2*640+800)
	}
}
