package pairing_test

import (
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/pairing"
)

// TestCost counts the scoring of a pair in a space of 6 dimensions, in 2 bytes: 2 x 6 FLOPs. Saved: for each side that needs a gradient 6 numbers and
// a length, and 6 of the other at length 1; the scale; a similarity where the scale learns; 24 bytes of the softmax's loss, or 12.
func TestCost(t *testing.T) {
	all := pairing.Needs{Image: true, Text: true, Scale: true}
	for what, c := range map[string]struct {
		kind  *blueprint.Kind
		needs pairing.Needs
		want  blueprint.Cost
	}{
		"softmax":             {&pairing.Softmax, all, blueprint.Cost{FLOPs: 12, Backward: 24, Saved: 2*26 + 2 + 2 + 24}},
		"sigmoid":             {&pairing.Sigmoid, all, blueprint.Cost{FLOPs: 12, Backward: 24, Saved: 2*26 + 2 + 2 + 12}},
		"of the text alone":   {&pairing.Softmax, pairing.Needs{Text: true, Scale: true}, blueprint.Cost{FLOPs: 12, Backward: 12, Saved: 26 + 2 + 2 + 24}},
		"the scale is frozen": {&pairing.Softmax, pairing.Needs{Image: true, Text: true}, blueprint.Cost{FLOPs: 12, Backward: 24, Saved: 2*26 + 2 + 24}},
	} {
		if got := pairing.Cost(c.kind, 6, c.needs, blueprint.Pass{Tokens: 1, Context: 1, Width: 2}); got != c.want {
			t.Errorf("%s: %+v; want %+v", what, got, c.want)
		}
	}
}

// TestKindsAreTheOption: the option's legal values are the kinds there are.
func TestKindsAreTheOption(t *testing.T) {
	of := blueprint.FieldByKey("loss").Of
	for _, name := range of {
		if pairing.Kinds[name] == nil {
			t.Errorf("there is no loss %s", name)
		}
	}
	if len(of) != len(pairing.Kinds) {
		t.Errorf("%d names for %d kinds", len(of), len(pairing.Kinds))
	}
}
