package cache_test

import (
	"testing"

	"github.com/metagen-go/metagen/blueprint/layer/cache"
)

func TestSources(t *testing.T) {
	texts := map[string]string{}
	for path, s := range map[string]struct{ Path, Text string }{
		"layer/cache/full.py":   cache.Source(false),
		"layer/cache/window.py": cache.Source(true),
		"layer/cache/state.py":  cache.State(),
		"layer/cache/hybrid.py": cache.Hybrid(),
	} {
		if s.Path != path || s.Text == "" || texts[s.Text] != "" {
			t.Errorf("%s: %s, the text of %q", path, s.Path, texts[s.Text])
		}
		texts[s.Text] = path
	}
}
