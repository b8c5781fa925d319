package bidirectional_test

import (
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/bidirectional"
)

// small has width 8 and 2 heads.
var small = bidirectional.Dims{Hidden: 8, Heads: 2}

func dropped(d bidirectional.Dims) bidirectional.Dims { d.Dropout = 0.1; return d }

func biased(d bidirectional.Dims) bidirectional.Dims { d.Bias = true; return d }

// norm stands in for a LayerNorm: 8 weights and 8 biases.
func norm() *blueprint.Node {
	return &blueprint.Node{Name: "norm", Params: []blueprint.Param{{Name: "weight", Shape: []int64{8}}, {Name: "bias", Shape: []int64{8}}}}
}

func TestCounts(t *testing.T) {
	for what, c := range map[string]struct {
		node *blueprint.Node
		want blueprint.Params
	}{
		"BERT":                   {bidirectional.BERTNode("a", small, norm()), 304}, // 4 x (8x8 + 8) + 16
		"BERT's output":          {bidirectional.OutputNode("o", 32, false, small, norm()), 280},
		"DistilBERT":             {bidirectional.DistilBERTNode("a", small), 288},
		"ModernBERT":             {bidirectional.ModernBERTNode("a", small), 256}, // 8x24 + 8x8
		"ModernBERT with biases": {bidirectional.ModernBERTNode("a", biased(small)), 288},
	} {
		if got := c.node.Count(); got != c.want {
			t.Errorf("%s: %d parameters; want %d", what, got, c.want)
		}
	}
}

func TestCosts(t *testing.T) {
	pass := blueprint.Pass{Tokens: 5, Context: 5, Width: 2}
	// Projections 2 x 5 x 256 = 2,560 FLOPs; q k^T and the sum of v 2 x 2 x 8 x 5 x 5 = 800. Saved: the input, q, k, v and what the output
	// projection reads, 5x8 numbers of 2 bytes each, 5 x 80 = 400; a log-sum-exp of 4 bytes for 5 x 2 queries: 40.
	for what, c := range map[string]struct {
		node  *blueprint.Node
		saved blueprint.Bytes
	}{
		"BERT":                    {bidirectional.BERTNode("a", small, norm()), 440},
		"BERT with dropout":       {bidirectional.BERTNode("a", dropped(small), norm()), 520}, // and a mask
		"DistilBERT":              {bidirectional.DistilBERTNode("a", small), 440},
		"ModernBERT":              {bidirectional.ModernBERTNode("a", small), 600}, // and q and k as they were
		"ModernBERT with dropout": {bidirectional.ModernBERTNode("a", dropped(small)), 680},
	} {
		if got := c.node.Total(pass); got.FLOPs != 3360 || got.Saved != c.saved || got.Backward != 6720 || got.KVCache != 0 {
			t.Errorf("%s: %+v; want 3,360 FLOPs and %d bytes", what, got, c.saved)
		}
	}
}

func TestReach(t *testing.T) {
	pass := func(tokens int64) blueprint.Pass { return blueprint.Pass{Tokens: tokens, Context: tokens, Width: 2} }
	for what, c := range map[string]struct{ got, want blueprint.Bytes }{
		"cosines and sines":       {bidirectional.Turned(small, pass(9)), 144},   // 2 x 9 x 4 x 2
		"the window holds all":    {bidirectional.Local(small, 8, pass(5)), 80},  // 2 x 5 x 4 x 2
		"the window hides others": {bidirectional.Local(small, 8, pass(6)), 168}, // 2 x 6 x 4 x 2, and 6 x 6 x 2
	} {
		if c.got != c.want {
			t.Errorf("%s: %d bytes; want %d", what, c.got, c.want)
		}
	}
}
