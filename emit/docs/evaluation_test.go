package docs

import (
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
)

var measurements = []blueprint.Result{
	{Benchmark: "wikitext", Metric: "perplexity", Value: 21.5, Data: "wiki.txt", SHA256: strings.Repeat("ab", 32), Count: 245569, Unit: "tokens", Step: 600000, Device: "NVIDIA H100", Precision: "bfloat16"},
	{Benchmark: "", Metric: "bits_per_byte", Value: 1e-7, Data: "own | `corpus`.txt", SHA256: strings.Repeat("cd", 32), Count: 12, Unit: "images", Step: 1, Device: "cpu", Precision: "float32"},
}

func TestNothingIsMeasuredUntilItIs(t *testing.T) {
	m := compile(t, "full.yaml", fullSpec)
	before := emitted(t, m)
	if n := strings.Count(before["docs/eval_report.md"], "**not measured**"); n != 5 { // two benchmarks by two metrics, and a baseline
		t.Errorf("the report says %d times that something is not measured:\n%s", n, before["docs/eval_report.md"])
	}
	for name, text := range before {
		if strings.Contains(text, "21.5") || strings.Contains(text, "model-index") {
			t.Errorf("%s has a result before there is one", name)
		}
	}
	m.Results = measurements
	after := emitted(t, m)
	report := after["docs/eval_report.md"]
	for _, text := range []string{"21.5", "1e-07", "wiki.txt", strings.Repeat("ab", 32), "245,569", "600,000", "NVIDIA H100", "bfloat16", "bits_per_byte", "own"} {
		for _, name := range []string{"docs/eval_report.md", "docs/model_card.md", "docs/report.html"} {
			if !strings.Contains(after[name], text) {
				t.Errorf("%s does not show %s", name, text)
			}
		}
	}
	if n := strings.Count(report, "**not measured**"); n != 4 {
		t.Errorf("the report says %d times that something is not measured:\n%s", n, report)
	}
	if !strings.Contains(after["docs/limitations.md"], "Asked for by the spec, not measured: wikitext loss, lambada perplexity, lambada loss.") {
		t.Errorf("limitations:\n%s", after["docs/limitations.md"])
	}
	meta, _ := front(t, after["docs/model_card.md"])
	index := meta["model-index"].([]any)[0].(map[string]any)
	results := index["results"].([]any)
	metric := results[1].(map[string]any)["metrics"].([]any)[0].(map[string]any)
	if index["name"] != "full" || len(results) != 2 || metric["value"] != 1e-7 {
		t.Errorf("model-index is %v", index)
	}
	tablesHold(t, "eval_report.md", report)
}

func TestLimitationsFollowFromTheSpec(t *testing.T) {
	full := emitted(t, compile(t, "full.yaml", fullSpec))["docs/limitations.md"]
	for _, text := range []string{
		"`memory_budget`: asked 10MB, got ", "It would be met from", "a prediction", "places beyond the first 512 are not trained",
		"Alignment is planned (rlhf)", "Determinism is on", "(Head: latex\\_decoder) build no module", "`hardware`",
	} {
		if !strings.Contains(full, strings.ReplaceAll(text, `\_`, "_")) {
			t.Errorf("limitations lack %q:\n%s", text, full)
		}
	}
	bare := emitted(t, compile(t, "plain.yaml", plainSpec))["docs/limitations.md"]
	for _, text := range []string{"does not state where the training data comes from", "does not state how the model is aligned", "Determinism is off"} {
		if !strings.Contains(bare, text) {
			t.Errorf("limitations lack %q:\n%s", text, bare)
		}
	}
	for _, text := range []string{"missed", "predict", "places beyond", "Alignment is planned", "components"} {
		if strings.Contains(bare, text) {
			t.Errorf("limitations of a bare spec say %q:\n%s", text, bare)
		}
	}
	unjudged := emitted(t, compile(t, "batch.yaml", strings.Replace(fullSpec, "latency: real-time, device: edge", "latency: batch", 1)))["docs/limitations.md"]
	if !strings.Contains(unjudged, "`throughput`: the spec says 9000 tok/s. Whether") {
		t.Errorf("a throughput that nothing judges goes unsaid:\n%s", unjudged)
	}
}
