package blueprint_test

import (
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
)

func TestNearest(t *testing.T) {
	list := []string{"latency", "device", "layers", "heads", "kv_heads"}
	for word, want := range map[string]string{
		"latancy": "latency", "latecny": "latency", "devise": "device", "layer": "layers", "head": "heads", "kvheads": "kv_heads", "latency": "", "zzz": "", "": "", strings.Repeat("l", 1000): "", "LATENCY": "",
	} {
		if got := blueprint.Nearest(word, list); got != want {
			t.Errorf("%q is nearest to %q; want %q", word, got, want)
		}
	}
	if got := blueprint.Nearest("bb", []string{"bc", "ba"}); got != "ba" { // as near: the first by the alphabet, whatever the order
		t.Error(got)
	}
	if got := blueprint.Nearest("a", nil); got != "" {
		t.Error(got)
	}
}
