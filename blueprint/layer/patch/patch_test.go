package patch_test

import (
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/patch"
)

func TestPatches(t *testing.T) {
	d := patch.Dims{Channels: 3, Hidden: 8, Image: 12, Patch: 4}
	if d.Count() != 9 {
		t.Errorf("%d patches; want 9", d.Count())
	}
	n := patch.Node("patch_embeddings", d)
	// 8 x 3 x 16 weights and 8 biases, at 9 patches: 2 x 384 x 9 FLOPs. Saved: the image, 3 x 144 numbers of 2 bytes.
	want := blueprint.Cost{FLOPs: 6912, Backward: 13824, Saved: 864}
	if got := n.Total(blueprint.Pass{Tokens: 10, Context: 10, Width: 2}); n.Count() != 392 || got != want {
		t.Errorf("%d parameters, %+v; want 392, %+v", n.Count(), got, want)
	}
}
