package cache_test

import (
	"testing"

	"github.com/metagen-go/metagen/blueprint/layer/cache"
)

func TestSource(t *testing.T) {
	if full, window := cache.Source(false), cache.Source(true); full.Path != "layer/cache/full.py" || window.Path != "layer/cache/window.py" || full.Text == window.Text {
		t.Errorf("%s and %s", full.Path, window.Path)
	}
}
