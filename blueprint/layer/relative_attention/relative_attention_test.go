package relativeattention_test

import (
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	relativeattention "github.com/metagen-go/metagen/blueprint/layer/relative_attention"
)

// small has width 8, and 4 heads of 3 channels: q, k and v are 12 wide. Distances fall into 6 buckets.
var small = relativeattention.Dims{Hidden: 8, Heads: 4, HeadDim: 3, Buckets: 6}

// seven is the pass of a source of 7 tokens.
func seven(p blueprint.Pass) blueprint.Pass {
	return blueprint.Pass{Tokens: 7, Context: 7, Width: p.Width}
}

func TestCounts(t *testing.T) {
	for what, c := range map[string]struct {
		node *blueprint.Node
		want blueprint.Params
	}{
		"the first layer":     {relativeattention.SelfNode("a", small, true, true), 408}, // 4 x 8x12 and a number for each of 6 buckets and 4 heads
		"the others":          {relativeattention.SelfNode("a", small, false, true), 384},
		"attention to source": {relativeattention.CrossNode("a", small, seven, true), 384},
	} {
		if got := c.node.Count(); got != c.want {
			t.Errorf("%s: %d parameters; want %d", what, got, c.want)
		}
	}
}

func TestCosts(t *testing.T) {
	five := blueprint.Pass{Tokens: 5, Context: 5, Width: 2}
	for what, c := range map[string]struct {
		node *blueprint.Node
		pass blueprint.Pass
		want blueprint.Cost
	}{
		// Projections 2 x 5 x 384 = 3,840 FLOPs; q k^T and the sum of v 2 x 2 x 12 x 5 x 5 = 1,200. Saved: the input 5x8 numbers and the output
		// 5x12, of 2 bytes: 200; q, k and v 3 x 5x12 and weights 4x5x5, of 4 bytes: 1,120.
		"an encoder's": {relativeattention.SelfNode("a", small, false, false), five, blueprint.Cost{FLOPs: 5040, Backward: 10080, Saved: 1320}},
		// The cache: 2 x 12 numbers of 2 bytes for 5 tokens.
		"a decoder's": {relativeattention.SelfNode("a", small, false, true), five, blueprint.Cost{FLOPs: 5040, Backward: 10080, Saved: 1320, KVCache: 240}},
		// And 5x5 indices of 8 bytes.
		"the first": {relativeattention.SelfNode("a", small, true, false), five, blueprint.Cost{FLOPs: 5040, Backward: 10080, Saved: 1520}},
		// One token on 100: 2 x 384 + 4 x 12 x 100 FLOPs; of it 4 x (8 + 12) + 4 x (36 + 4 x 100) bytes; 2 x 12 x 100 x 4 bytes of cache.
		"one more": {relativeattention.SelfNode("a", small, false, true), blueprint.Pass{Tokens: 1, Context: 100, Width: 4}, blueprint.Cost{FLOPs: 5568, Backward: 11136, Saved: 1824, KVCache: 9600}},
		// q and o of 5 tokens, k and v of 7: 2 x 96 x (2 x 5 + 2 x 7) = 4,608 FLOPs; 4 x 12 x 5 x 7 = 1,680. Saved: the input 5x8, the output and q
		// 2 x 5x12, k and v 2 x 7x12, of 2 bytes: 656; a log-sum-exp of 4 bytes for 5 x 4 queries: 80; not the source. The cache: 2 x 12 numbers for 7 tokens.
		"to a source": {relativeattention.CrossNode("a", small, seven, true), five, blueprint.Cost{FLOPs: 6288, Backward: 12576, Saved: 736, KVCache: 336}},
	} {
		// What comes in needs a gradient, as it does inside a model.
		outer := &blueprint.Node{Children: []*blueprint.Node{{Name: "before", Params: []blueprint.Param{{Name: "weight", Shape: []int64{1}}}}, c.node}}
		c.node.From = []string{"before"}
		if got := outer.Total(c.pass); got != c.want {
			t.Errorf("%s: %+v; want %+v", what, got, c.want)
		}
	}
	if got := relativeattention.SourceSaved(8, seven(five)); got != 112 {
		t.Errorf("a source of 7 x 8 numbers of 2 bytes takes %d; want 112", got)
	}
}
