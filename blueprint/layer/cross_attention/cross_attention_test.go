package crossattention_test

import (
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	crossattention "github.com/metagen-go/metagen/blueprint/layer/cross_attention"
)

// small has width 8, and 4 heads of 2 channels.
var small = crossattention.Dims{Width: 8, Heads: 4}

// seven is the pass of a source of 7 tokens.
func seven(p blueprint.Pass) blueprint.Pass {
	return blueprint.Pass{Tokens: 7, Context: 7, Width: p.Width}
}

func TestCounts(t *testing.T) {
	whisper, bart := small, small
	whisper.Bias = true
	bart.Bias, bart.KeyBias = true, true
	for what, c := range map[string]struct {
		dims crossattention.Dims
		want blueprint.Params
	}{
		"no bias":           {small, 256},   // 4 x 8x8
		"no bias of keys":   {whisper, 280}, // and 3 x 8
		"biases everywhere": {bart, 288},    // and 4 x 8
	} {
		for _, n := range []*blueprint.Node{
			crossattention.BidirectionalNode("a", c.dims), crossattention.CausalNode("a", c.dims), crossattention.CrossNode("a", c.dims, seven),
		} {
			if got := n.Count(); got != c.want {
				t.Errorf("%s, %s: %d parameters; want %d", n.Kind.Name, what, got, c.want)
			}
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
		// Projections 2 x 5 x 256 = 2,560 FLOPs; q k^T and the sum of v 2 x 2 x 8 x 5 x 5 = 800. Saved: the input 5x8 numbers, the output
		// 5x8, q, k and v 3 x 5x8, of 2 bytes: 400; a log-sum-exp of 4 bytes for 5 x 4 queries: 80. The cache: 2 x 8 numbers for 5 tokens, 160 bytes.
		"bidirectional": {crossattention.BidirectionalNode("a", small), five, blueprint.Cost{FLOPs: 3360, Backward: 6720, Saved: 480}},
		"causal":        {crossattention.CausalNode("a", small), five, blueprint.Cost{FLOPs: 3360, Backward: 6720, Saved: 480, KVCache: 160}},
		// One token on 100: 2 x 256 + 4 x 8 x 100 FLOPs; of it 4 x (8 + 8 + 24) + 16 bytes; 2 x 8 x 100 x 4 bytes of cache.
		"causal, one more": {crossattention.CausalNode("a", small), blueprint.Pass{Tokens: 1, Context: 100, Width: 4}, blueprint.Cost{FLOPs: 3712, Backward: 7424, Saved: 176, KVCache: 6400}},
		// q and out of 5 tokens, k and v of 7: 2 x 64 x (2 x 5 + 2 x 7) = 3,072 FLOPs; 4 x 8 x 5 x 7 = 1,120. Saved: the input, the output and q,
		// 3 x 5x8, k and v 2 x 7x8, of 2 bytes: 464; 80; not the source. The cache: 2 x 8 numbers for 7 tokens, 224 bytes.
		"cross": {crossattention.CrossNode("a", small, seven), five, blueprint.Cost{FLOPs: 4192, Backward: 8384, Saved: 544, KVCache: 224}},
	} {
		if got := c.node.Total(c.pass); got != c.want {
			t.Errorf("%s: %+v; want %+v", what, got, c.want)
		}
	}
	if got := crossattention.SourceSaved(8, seven(five)); got != 112 {
		t.Errorf("a source of 7 x 8 numbers of 2 bytes takes %d; want 112", got)
	}
}
