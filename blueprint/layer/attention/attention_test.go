package attention_test

import (
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/attention"
	"github.com/metagen-go/metagen/blueprint/layer/norm"
)

// small has width 8, and 4 query heads on 2 key-value heads of 3 channels: q is 12 wide, k and v 6.
var small = attention.Dims{Hidden: 8, Heads: 4, KVHeads: 2, HeadDim: 3, Rotary: true}

func TestCounts(t *testing.T) {
	biased, normed := small, small
	biased.Bias, biased.OutputBias = true, true
	normed.QNorm = norm.Node("q_norm", &norm.RMS, norm.Dims{Size: 3, Rows: 4})
	normed.KNorm = norm.Node("k_norm", &norm.RMS, norm.Dims{Size: 3, Rows: 2})
	for what, c := range map[string]struct {
		dims attention.Dims
		want blueprint.Params
	}{
		"no bias":   {small, 288},  // q 8x12 + k 8x6 + v 8x6 + o 12x8
		"biases":    {biased, 320}, // and 12 + 6 + 6 + 8
		"with norm": {normed, 294}, // and 3 + 3
	} {
		if got := attention.Node("a", c.dims).Count(); got != c.want {
			t.Errorf("%s: %d parameters; want %d", what, got, c.want)
		}
	}
}

func TestCosts(t *testing.T) {
	windowed := small
	windowed.Window = 2
	for what, c := range map[string]struct {
		dims attention.Dims
		pass blueprint.Pass
		want blueprint.Cost
	}{
		// Projections 2 x 5 x 288 = 2,880 FLOPs; q k^T and the sum of v 2 x 2 x 12 x 5 x 5 = 1,200.
		// Saved: the input 5x8 numbers, which q, k and v read, the output 5x12, which o reads, q, k and v 5 x (12 + 6 + 6), of 2 bytes:
		// 2 x (40 + 60 + 120) = 440; a log-sum-exp of 4 bytes for 5 x 4 queries: 80. The cache: 2 x 6 numbers for 5 tokens, 120 bytes.
		"five tokens": {small, blueprint.Pass{Tokens: 5, Context: 5, Width: 2}, blueprint.Cost{FLOPs: 4080, Backward: 8160, Saved: 520, KVCache: 120}},
		// One token on 100: 2 x 288 + 4 x 12 x 100 FLOPs; of it 4 x (8 + 12 + 24) + 16 bytes; 2 x 6 x 100 x 4 bytes of cache.
		"one more": {small, blueprint.Pass{Tokens: 1, Context: 100, Width: 4}, blueprint.Cost{FLOPs: 5376, Backward: 10752, Saved: 192, KVCache: 4800}},
		// A window of 2: the cache keeps 2 tokens; the new token meets 2.
		"window, one more": {windowed, blueprint.Pass{Tokens: 1, Context: 100, Width: 4}, blueprint.Cost{FLOPs: 672, Backward: 1344, Saved: 192, KVCache: 96}},
		// Five new tokens meet at most 5 + 2 - 1 keys, and there are 5.
		"window, five tokens": {windowed, blueprint.Pass{Tokens: 5, Context: 5, Width: 2}, blueprint.Cost{FLOPs: 4080, Backward: 8160, Saved: 520, KVCache: 48}},
	} {
		if got := attention.Node("a", c.dims).Total(c.pass); got != c.want {
			t.Errorf("%s: %+v; want %+v", what, got, c.want)
		}
	}
}

func TestKinds(t *testing.T) {
	n := norm.Node("q_norm", &norm.RMS, norm.Dims{Size: 3, Rows: 4})
	for path, d := range map[string]attention.Dims{
		"layer/attention/attention.py": {Rotary: true}, "layer/attention/qk_norm.py": {Rotary: true, QNorm: n}, "layer/attention/absolute.py": {}, "layer/attention/absolute_qk_norm.py": {QNorm: n},
	} {
		if got := attention.Of(d).Sources[0].Path; got != path {
			t.Errorf("%+v is %s; want %s", d, got, path)
		}
	}
}
