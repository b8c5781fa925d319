package latex

import (
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/blueprint/size"
	"github.com/metagen-go/metagen/blueprint/spec"
	"github.com/metagen-go/metagen/gen"
)

const largeSpec = `metagen_version: "1.0"
name: "text_llm_8b"
description: "General-purpose text LLM tuned for long-form reasoning."
modality: {inputs: [text], outputs: [text]}
task: {type: generation, domain: text}
constraints:
  latency: near-real-time
  device: consumer_gpu
  parameter_budget: {max: 8B}
  memory_budget: 16GB
  context_window: 256k
  throughput: 120 tok/s
training:
  objective: [autoregressive]
  data: {sources: [scraped, licensed, synthetic], size: 2T tokens, governance: {pii: filtered, copyright: mostly}}
  compute: {hardware: 256xA100, duration: 21 days}
  alignment: {method: [rlhf, rlaif], policy: helpful-harmless-ish}
architecture:
  family: transformer
  components: [{name: SpecEncoder, type: transformer_encoder}]
evaluation: {benchmarks: [HellaSwag, MMLU], baselines: [GPT-2], metrics: [perplexity]}
`

func likeSpec(preset, more string) string {
	return "metagen_version: \"1.0\"\nname: " + preset + "\narchitecture:\n  like: " + preset + "\n" + more
}

// modelOf takes a spec all the way to a model, by its constants; change may edit the state before they are written.
func modelOf(t testing.TB, file, source string, change func(d *blueprint.Draft)) *blueprint.Model {
	t.Helper()
	parsed, diags := spec.Parse(file, []byte(source))
	if diags.Err() != nil {
		t.Fatal(diags)
	}
	state, trace, diags := size.State(parsed)
	if diags.Err() != nil {
		t.Fatal(diags)
	}
	d := &blueprint.Draft{State: state, Trace: trace}
	if change != nil {
		change(d)
	}
	code, err := gen.Source(file, d.State, d.Trace)
	if err != nil {
		t.Fatal(err)
	}
	loaded, origins, _, err := gen.Load("constants.go", code)
	if err != nil {
		t.Fatal(err)
	}
	m, problems := arch.Build(loaded)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	m.Trace, m.Package = origins, "testmodel"
	return m
}

// hostile is a text that tries every way out of a LaTeX document.
var hostile = `\input{/etc/passwd}\write18{touch /tmp/x}\end{document} ^^41^^M ^^5cinput $$ $x_1^2$ % # & _ { } ~ ^ | < > ` + "`" + ` ' " -- --- '' << >> ,, !` + "`" + ` ?` + "`" + ` [*] \\[1cm] \\* ]` +
	"\nline two\ttab\r\nline three\n\n\nparagraph {{{ }}} \x00\x01\x07\x1b\x7f\u0085 <script>alert(1)</script> a|b @misc{x, " +
	"é à ü ñ ß ø Ł ő ş ž €£¥ ©® ½ ± × · “quoted” ‘so’ – — … ‰ 10 000 e\u0301 a\u030a q\u0303 " +
	"Ελληνικά αβγδε ΩΣΠ Привет, мир 中文字符 日本語 한국어 עברית العربية 😀👩‍👩‍👧 ≤ ≥ ≠ → ∞ ∑ x₁² \u202ebidi\u202c \u2066x\u2069\u200b\u200d\ufeff \U0010ffff " +
	strings.Repeat("Wm", 150) + " " + strings.Repeat("_", 90) + " " + strings.Repeat("\\", 80) + " " + strings.Repeat("中", 100) + " /usr/" + strings.Repeat("local/", 40) + "x " + strings.Repeat("%", 70)

// hostileModel says the hostile text wherever a spec or an edited constant can say one.
func hostileModel(t testing.TB) *blueprint.Model {
	return modelOf(t, "a spec % $x_^ {}#&~.yaml", largeSpec, func(d *blueprint.Draft) {
		for i := range blueprint.Fields {
			f := &blueprint.Fields[i]
			switch f.Type.Name() {
			case "Text":
				if f.Key != "architecture" {
					d.Put(f.Key, hostile, blueprint.Origin(hostile))
				}
			case "List":
				if f.Key == "freeze" || f.Key == "lora_targets" { // names of modules, and nothing else
					continue
				}
				d.Put(f.Key, string(blueprint.JoinList([]string{hostile, "", "x", hostile[:60]})), blueprint.Origin(hostile))
			case "Dim", "Real": // some, since each origin fills a page
				if origin, ok := d.Trace[f.Key]; ok {
					d.Trace[f.Key] = origin + blueprint.Origin(", "+hostile)
				}
			}
		}
	})
}

func filesOf(t testing.TB, m *blueprint.Model) map[string]string {
	t.Helper()
	files, err := Files(m)
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, f := range files {
		path, ok := strings.CutPrefix(f.Path, "paper/")
		if !ok || texts[path] != "" {
			t.Fatalf("%s is outside paper/, or there twice", f.Path)
		}
		texts[path] = string(f.Data)
	}
	return texts
}
