package moe_test

import (
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/moe"
)

func TestMixture(t *testing.T) {
	pass := blueprint.Pass{Tokens: 5, Context: 5, Width: 2}
	d := moe.Dims{Hidden: 8, FFN: 6, Experts: 4, PerToken: 2}
	shared := d
	shared.Shared = 2
	for what, c := range map[string]struct {
		dims          moe.Dims
		count, active blueprint.Params
		cost          blueprint.Cost
	}{
		// The router 8x4 = 32; each expert 3 x 6x8 = 144: four are 576, of which a token meets half.
		// FLOPs: the router 2 x 5 x 32 = 320; 5 x 2 rows through an expert 2 x 144 each = 2,880.
		// Saved: the input 5x8x2 = 80, which the router reads. Routing: float32 scores 4 x 5 x (4 + 1) = 100, the chosen ones' 4 x 10 = 40, the
		// loads 4 x 4 = 16, orders 3 x 8 x 10 = 240, the rows that come back 10 x (8 + 1) x 2 = 180: 576.
		// Experts: 10 rows of 8 + 4x6 numbers in 2 bytes = 640, and where they end, 4 x 4 = 16.
		"routed": {d, 608, 320, blueprint.Cost{FLOPs: 3200, Backward: 6400, Saved: 80 + 576 + 656}},
		// Two shared experts as one of 12: 3 x 12x8 = 288 more. FLOPs 2 x 5 x 288; saved: the input is kept already, three times 12, and 12 that down
		// reads: 5 x 48 x 2 = 480.
		"with shared": {shared, 896, 608, blueprint.Cost{FLOPs: 6080, Backward: 12160, Saved: 80 + 576 + 656 + 480}},
	} {
		n := moe.Node("m", c.dims)
		if got := n.Total(pass); n.Count() != c.count || n.Active() != c.active || got != c.cost {
			t.Errorf("%s: %d parameters, %d active, %+v; want %+v", what, n.Count(), n.Active(), got, c)
		}
	}
	// The scores as they are: without their sum, 4 x 5, and without the chosen ones' of float32 beside those that multiply the rows, 4 x 10.
	raw := moe.RawNode("m", d)
	if got, want := raw.Total(pass), (blueprint.Cost{FLOPs: 3200, Backward: 6400, Saved: 80 + 516 + 656}); raw.Count() != 608 || raw.Active() != 320 || got != want || raw.Kind != &moe.Raw {
		t.Errorf("raw: %d parameters, %d active, %+v; want 608, 320 and %+v", raw.Count(), raw.Active(), got, want)
	}
	if moe.Node("m", d).Kind != &moe.Routed || moe.Node("m", shared).Kind != &moe.WithShared {
		t.Error("the kind is the other one")
	}
}
