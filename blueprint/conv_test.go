package blueprint_test

import (
	"fmt"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
)

// TestImageLayers counts layers on images of 7 x 7 pixels with 6 channels, in 2 bytes.
func TestImageLayers(t *testing.T) {
	pass := blueprint.Pass{Tokens: 1, Context: 1, Width: 2}
	conv := blueprint.Convolution{In: 6, Out: 4, Kernel: 3, Stride: 2, Padding: 1, Side: 7}
	grouped, biased := conv, conv
	grouped.Groups, biased.Bias = 2, true
	for what, c := range map[string]struct {
		node   *blueprint.Node
		params blueprint.Params
		cost   blueprint.Cost
	}{
		// 4 x 6 x 9 weights, used at 4 x 4 pixels: 2 x 216 x 16 FLOPs. Saved: the input, 6 x 49 x 2 bytes.
		"convolution":   {blueprint.Conv2d("c", conv), 216, blueprint.Cost{FLOPs: 6912, Backward: 13824, Saved: 588}},
		"two groups":    {blueprint.Conv2d("c", grouped), 108, blueprint.Cost{FLOPs: 3456, Backward: 6912, Saved: 588}},
		"with a bias":   {blueprint.Conv2d("c", biased), 220, blueprint.Cost{FLOPs: 6912, Backward: 13824, Saved: 588}},
		"batch norm":    {blueprint.BatchNorm2d("b", 6, 7), 12, blueprint.Cost{Saved: 612}},  // the input, and 2 x 6 numbers
		"max pooling":   {blueprint.MaxPool2d("m", 6, 7, 4), 0, blueprint.Cost{Saved: 1356}}, // the input, and 6 x 16 places of 8 bytes
		"nothing kept ": {&blueprint.Node{Name: "n"}, 0, blueprint.Cost{}},
	} {
		if got := c.node.Total(pass); c.node.Count() != c.params || got != c.cost {
			t.Errorf("%s: %d parameters, %+v; want %d, %+v", what, c.node.Count(), got, c.params, c.cost)
		}
	}
}

// TestBuffers: they stand in the state_dict, and are no parameters.
func TestBuffers(t *testing.T) {
	m := blueprint.Model{Root: blueprint.BatchNorm2d("bn1", 4, 7)}
	var got []string
	for x := range m.Tensors() {
		got = append(got, fmt.Sprint(x.Name, x.Shape, x.Buffer))
	}
	want := "[bn1.weight[4] false bn1.bias[4] false bn1.running_mean[4] true bn1.running_var[4] true bn1.num_batches_tracked[] true]"
	if fmt.Sprint(got) != want || m.Root.Count() != 8 || m.Root.Trainable() != 8 || m.Root.Active() != 8 || m.Root.Entries() != 5 {
		t.Errorf("%v, %d parameters", got, m.Root.Count())
	}
}
