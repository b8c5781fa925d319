package blueprint_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
)

func TestAttributes(t *testing.T) {
	got := map[string]bool{}
	blueprint.Attributes(got, "config", "config.a, self.config.b_2(config.a)\nmyconfig.c; config_.d; config; configs.e; config. f; (config.g)\nconfig.")
	if names := slices.Sorted(maps.Keys(got)); !slices.Equal(names, []string{"a", "b_2", "g"}) {
		t.Errorf("read %v", names)
	}
}
