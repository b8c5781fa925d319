package norm_test

import (
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/norm"
)

// TestNorms counts a norm of 8 channels, and one of 4 channels in each of 3 heads, on 5 tokens.
func TestNorms(t *testing.T) {
	whole, heads := norm.Dims{Size: 8, Rows: 1}, norm.Dims{Size: 4, Rows: 3}
	biased := norm.Dims{Size: 8, Rows: 1, Bias: true}
	for _, c := range []struct {
		what   string
		kind   string
		dims   norm.Dims
		width  int64
		params blueprint.Params
		saved  blueprint.Bytes
	}{
		{"LayerNorm", "layernorm", biased, 2, 16, 100},            // the input 5x8x2, a mean and a deviation 5x2x2
		{"LayerNorm, float32", "layernorm", whole, 4, 8, 200},     // no bias; the same in 4 bytes
		{"LayerNorm of heads", "layernorm", heads, 4, 4, 360},     // 5x3 rows of 4 + 2 numbers in 4 bytes
		{"RMSNorm, float32", "rmsnorm", whole, 4, 8, 340},         // the input and the normed input 2x5x8x4, a root 5x4
		{"RMSNorm", "rmsnorm", whole, 2, 8, 340},                  // works in float32: the copy is as large as the input is above
		{"RMSNorm takes no bias", "rmsnorm", biased, 2, 8, 340},   //
		{"RMSNorm of heads", "rmsnorm", heads, 4, 4, 540},         // 5x3 rows of 4 + 4 + 1 numbers in 4 bytes
		{"RMSNorm from 1", "rmsnorm_offset", whole, 2, 8, 356},    // and 1 + weight, 8x2
		{"the same, float32", "rmsnorm_offset", whole, 4, 8, 372}, // and 8x4
	} {
		n := norm.Node("n", norm.Kinds[c.kind], c.dims)
		got := n.Total(blueprint.Pass{Tokens: 5, Context: 5, Width: c.width})
		if n.Count() != c.params || got != (blueprint.Cost{Saved: c.saved}) {
			t.Errorf("%s: %d parameters, %+v; want %d and %d bytes", c.what, n.Count(), got, c.params, c.saved)
		}
	}
}

// TestKindsAreTheOption: the option's legal values are the kinds there are.
func TestKindsAreTheOption(t *testing.T) {
	of := blueprint.FieldByKey("norm").Of
	for _, name := range of {
		if k := norm.Kinds[name]; k == nil {
			t.Errorf("there is no norm %s", name)
		}
	}
	if len(of) != len(norm.Kinds) {
		t.Errorf("%d names for %d kinds", len(of), len(norm.Kinds))
	}
}
