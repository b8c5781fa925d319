package pooling_test

import (
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/pooling"
)

// TestNodes: of 5 tokens of width 8, in 2 bytes a number. All tokens' vectors take 80 bytes, one vector 16.
func TestNodes(t *testing.T) {
	pass := blueprint.Pass{Tokens: 5, Context: 5, Width: 2}
	for what, c := range map[string]struct {
		node   *blueprint.Node
		params blueprint.Params
		flops  blueprint.FLOPs
		saved  blueprint.Bytes
	}{
		"pooler":              {pooling.Node("pooler", &pooling.Pooler, 8), 72, 128, 80},
		"first token":         {pooling.Node("pooler", &pooling.CLS, 8), 0, 0, 0},
		"mean":                {pooling.Node("pooler", &pooling.Mean, 8), 0, 0, 0},
		"unit of a mean":      {pooling.UnitNode("head", &pooling.Mean, 8, 8), 0, 0, 20}, // the vector, and its length twice
		"unit of a token":     {pooling.UnitNode("head", &pooling.CLS, 8, 8), 0, 0, 84},
		"projected mean":      {pooling.UnitNode("head", &pooling.Mean, 8, 3), 24, 48, 26}, // the vector, 3 numbers, and their length twice
		"projected by itself": {pooling.UnitNode("head", &pooling.Pooler, 8, 3), 24, 48, 26},
		"projected token":     {pooling.UnitNode("head", &pooling.CLS, 8, 3), 24, 48, 90},
	} {
		got := c.node.Total(pass)
		if c.node.Count() != c.params || got.FLOPs != c.flops || got.Saved != c.saved {
			t.Errorf("%s: %d parameters, %+v; want %d, %d FLOPs and %d bytes", what, c.node.Count(), got, c.params, c.flops, c.saved)
		}
	}
}
