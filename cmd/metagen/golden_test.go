package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint/spec"
)

// TestGolden fails where running metagen again would change a byte of what is committed of its output.
func TestGolden(t *testing.T) {
	t.Chdir("../..")
	var out, errs bytes.Buffer
	if status := run([]string{"check", "./examples/...", "./testdata/golden/..."}, &out, &errs); status != 0 {
		t.Errorf("scripts/golden would change what is committed:\n%s", errs.String())
	}
	if n := strings.Count(out.String(), "up to date"); n < 8 {
		t.Errorf("%d packages are checked, want the 4 examples and the 4 golden trees:\n%s", n, out.String())
	}
	schema, err := spec.Schema()
	if err != nil {
		t.Fatal(err)
	}
	if committed, _ := os.ReadFile("examples/text_llm_8b/metagen.schema.json"); !bytes.Equal(committed, schema) {
		t.Error("examples/text_llm_8b/metagen.schema.json is not what metagen schema prints: run scripts/golden")
	}
}

// TestReadme holds the README to the example that it shows.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := fenced(string(readme))
	for language, file := range map[string]string{"yaml": "tiny_llm.yaml", "python": "tinyllm/code/model.py", "go": "../gateway/main.go"} {
		want, err := os.ReadFile(filepath.Join("../../examples/quickstart", file))
		if err != nil {
			t.Fatal(err)
		}
		if len(blocks[language]) == 0 {
			t.Errorf("the README shows no %s", language)
		}
		for _, block := range blocks[language] {
			if !strings.Contains(string(want), block) {
				t.Errorf("the README shows this, and %s does not have it:\n%s", file, block)
			}
		}
	}
}

// fenced lists the fenced code blocks of a Markdown text by their language.
func fenced(text string) map[string][]string {
	blocks := map[string][]string{}
	parts := strings.Split(text, "```")
	for i := 1; i < len(parts); i += 2 {
		language, code, _ := strings.Cut(parts[i], "\n")
		blocks[language] = append(blocks[language], code)
	}
	return blocks
}
