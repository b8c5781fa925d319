package contract

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
)

// Oracle is what is recorded of a model as another library builds it. Tests embed it beside what more they read of the file.
type Oracle struct {
	ID, Family      string
	Source          struct{ Cls string }
	TotalParams     int64              `json:"total_params"`
	TrainableParams int64              `json:"trainable_params"`
	Tensors         map[string][]int64 // names and shapes; nil where they are not recorded
}

// Oracles judges every recorded model that is one of ours, each in a test of its own. It is an error if there are fewer than so many; where
// the records do not lie beside the checkout, the test is skipped.
func Oracles[O any](t *testing.T, least int, ours func(o *Oracle) bool, judge func(t *testing.T, o *O)) {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(root(t), "..", "shared", "oracles", "*.json"))
	if len(files) == 0 {
		t.Skip("the oracles: no ../shared/oracles beside the checkout")
	}
	judged := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var head Oracle
		if err := json.Unmarshal(data, &head); err != nil {
			t.Fatal(err)
		}
		if !ours(&head) {
			continue
		}
		var whole O
		if err := json.Unmarshal(data, &whole); err != nil {
			t.Fatal(err)
		}
		t.Run(head.ID, func(t *testing.T) { judge(t, &whole) })
		judged++
	}
	if judged < least {
		t.Errorf("only %d of %d oracles are judged", judged, len(files))
	}
}

// Build builds the model of a state, which must have the oracle's counts.
func (o *Oracle) Build(t *testing.T, s blueprint.State) *blueprint.Model {
	t.Helper()
	m, problems := arch.Build(s)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if got := m.Account(); int64(got.TotalParams) != o.TotalParams || int64(got.TrainableParams) != o.TrainableParams {
		t.Errorf("total %d, trainable %d; the oracle has %d and %d", got.TotalParams, got.TrainableParams, o.TotalParams, o.TrainableParams)
	}
	return m
}

// HoldTensors holds names and shapes against the oracle, where it records them.
func (o *Oracle) HoldTensors(t *testing.T, m *blueprint.Model) {
	t.Helper()
	got := map[string][]int64{}
	for x := range m.Tensors() {
		got[x.Name] = x.Shape
	}
	if o.Tensors != nil && !maps.EqualFunc(got, o.Tensors, slices.Equal[[]int64]) {
		t.Errorf("tensors %v; the oracle has %v", got, o.Tensors)
	}
}
