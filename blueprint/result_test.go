package blueprint_test

import (
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
)

func TestParseResults(t *testing.T) {
	m := &blueprint.Model{State: blueprint.State{TotalParams: 1234567}}
	got, err := blueprint.ParseResults([]byte(`{"total_params": 1234567, "results": [
		{"benchmark": "wiki", "metric": "perplexity", "value": 21.5, "data": "wiki.txt", "sha256": "ab", "count": 4096, "unit": "tokens", "step": 100, "device": "cpu", "precision": "float32"},
		{"metric": "loss", "value": 3.25}]}`+"\n"), m)
	want := []blueprint.Result{
		{Benchmark: "wiki", Metric: "perplexity", Value: 21.5, Data: "wiki.txt", SHA256: "ab", Count: 4096, Unit: "tokens", Step: 100, Device: "cpu", Precision: "float32"},
		{Metric: "loss", Value: 3.25},
	}
	if err != nil || len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := blueprint.ParseResults([]byte(`{"total_params": 1234567, "results": []}`), m); err != nil || len(got) != 0 {
		t.Errorf("no results are %v, %v", got, err)
	}
}

func TestParseResultsRefuses(t *testing.T) {
	m := &blueprint.Model{State: blueprint.State{TotalParams: 1234567}}
	for text, want := range map[string]string{
		"":     "this is no file that eval.py writes: EOF",
		"{":    "unexpected EOF; run eval.py again",
		"[]":   "this is no file that eval.py writes",
		"null": "measured on a model of 0 parameters, and the blueprint's has 1,234,567",
		`{"total_params": 1234568, "results": []}`:                                     "measured on a model of 1,234,568 parameters, and the blueprint's has 1,234,567; run eval.py on the blueprint's own model, or remove the file",
		`{"total_params": 1234567, "score": 1}`:                                        `unknown field "score"`,
		`{"total_params": 1234567, "results": [{"metric": "x", "value": 1e999}]}`:      "cannot unmarshal number 1e999",
		`{"total_params": 1234567, "results": [{"metric": "x", "value": NaN}]}`:        "invalid character 'N'",
		`{"total_params": 1234567, "results": [{"metric": "x", "valu": 1}]}`:           `unknown field "valu"`,
		`{"total_params": 1234567, "results": [{"metric": "x"}, {"value": 1}]}`:        "result 2 has no metric",
		`{"total_params": 1234567, "results": []} {}`:                                  "something stands after the results",
		`{"total_params": 1234567, "results": []}]`:                                    "something stands after the results",
		`{"total_params": 1234567.5, "results": []}`:                                   "cannot unmarshal number 1234567.5",
		`{"total_params": 1234567, "results": [{"metric": "loss", "value": "a lot"}]}`: "cannot unmarshal string",
	} {
		if got, err := blueprint.ParseResults([]byte(text), m); err == nil || !strings.Contains(err.Error(), want) || got != nil {
			t.Errorf("%s gives %v, %v; want %s", text, got, err, want)
		}
	}
}
