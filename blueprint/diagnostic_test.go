package blueprint_test

import (
	"errors"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
)

func TestDiagnosticString(t *testing.T) {
	for want, d := range map[string]blueprint.Diagnostic{
		"a.yaml:3:7: error: no":   {File: "a.yaml", Line: 3, Col: 7, Width: 2, Text: "no"},
		"a.yaml:3: error: no":     {File: "a.yaml", Line: 3, Text: "no"},
		"a.yaml: error: no":       {File: "a.yaml", Col: 7, Text: "no"},
		"error: no":               {Text: "no"},
		"a.yaml:3: warning: hmm":  {File: "a.yaml", Line: 3, Warning: true, Text: "hmm"},
		`C:\a.yaml:1:1: error: x`: {File: `C:\a.yaml`, Line: 1, Col: 1, Text: "x"},
	} {
		if got := d.String(); got != want {
			t.Errorf("%q; want %q", got, want)
		}
	}
}

func TestDiagnosticsSort(t *testing.T) {
	list := blueprint.Diagnostics{
		{File: "b", Line: 1, Text: "6"}, {File: "a", Line: 10, Col: 1, Text: "5"}, {File: "a", Line: 2, Col: 9, Text: "3"}, {File: "a", Line: 2, Col: 10, Text: "4"},
		{File: "a", Text: "1"}, {File: "a", Text: "2"}, {File: "b", Line: 1, Text: "7"},
	}
	list.Sort()
	order := ""
	for _, d := range list {
		order += d.Text
	}
	if order != "1234567" {
		t.Errorf("the order is %s", order)
	}
}

func TestDiagnosticsErr(t *testing.T) {
	warning, failure := blueprint.Diagnostic{File: "f", Line: 1, Warning: true, Text: "w"}, blueprint.Diagnostic{File: "f", Line: 2, Text: "e"}
	if blueprint.Diagnostics(nil).Err() != nil || (blueprint.Diagnostics{warning, warning}).Err() != nil {
		t.Error("warnings are an error")
	}
	err := blueprint.Diagnostics{warning, failure}.Err()
	var list blueprint.Diagnostics
	if err == nil || err.Error() != "f:1: warning: w\nf:2: error: e" || !errors.As(err, &list) || len(list) != 2 {
		t.Errorf("the error is %v", err)
	}
}
