package contract

import (
	"fmt"
	"testing"

	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/blueprint/size"
	"github.com/metagen-go/metagen/blueprint/spec"
)

// TestPresets holds every preset to torch at full size, on the meta device: tensors, calls, parameters and FLOPs.
func TestPresets(t *testing.T) {
	python3(t)
	dir := t.TempDir()
	for _, name := range arch.Presets() {
		sp, diags := spec.Parse(name+".yaml", fmt.Appendf(nil, "metagen_version: \"1.0\"\nname: %s\narchitecture: {like: %s}\n", name, name))
		if diags.Err() != nil {
			t.Fatal(diags)
		}
		state, _, diags := size.State(sp)
		if diags.Err() != nil {
			t.Fatal(diags)
		}
		write(t, dir, name, state, false)
	}
	run(t, "contract.py", dir)
}
