package tokens_test

import (
	"testing"

	"github.com/metagen-go/metagen/blueprint/layer/tokens"
)

func TestSegments(t *testing.T) {
	for types, want := range map[int64]string{0: "layer/tokens/no_segments.py", 1: "layer/tokens/one_segment.py", 2: "layer/tokens/segments.py"} {
		if got := tokens.Segments(types); got.Path != want || got.Text == "" {
			t.Errorf("%d: %s", types, got.Path)
		}
	}
}
