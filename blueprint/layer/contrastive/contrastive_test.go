package contrastive_test

import (
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/contrastive"
)

func TestSaved(t *testing.T) {
	for width, want := range map[int64]blueprint.Bytes{2: 42, 4: 46} { // two lengths, 6 numbers of 4 bytes, 14
		if got := contrastive.Saved(6, blueprint.Pass{Tokens: 1, Context: 1, Width: width}); got != want {
			t.Errorf("%d bytes in numbers of %d; want %d", got, width, want)
		}
	}
}
