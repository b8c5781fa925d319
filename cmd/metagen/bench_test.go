package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/metagen-go/metagen/internal/tree"
)

// demoSpec writes the demo's spec into a folder of its own.
func demoSpec(tb testing.TB) string {
	tb.Helper()
	text, err := starters.ReadFile("start/demo.yaml")
	if err != nil {
		tb.Fatal(err)
	}
	file := filepath.Join(tb.TempDir(), "demo_llm.yaml")
	if err := os.WriteFile(file, text, 0o644); err != nil {
		tb.Fatal(err)
	}
	return file
}

// BenchmarkCompile is the way from a spec to its constants and back to the model.
func BenchmarkCompile(b *testing.B) {
	file := demoSpec(b)
	for b.Loop() {
		if o := compile(file, ""); o.err != nil {
			b.Fatal(o.err)
		}
	}
}

// BenchmarkEmit is the way from the model to every artifact.
func BenchmarkEmit(b *testing.B) {
	o := compile(demoSpec(b), "")
	for b.Loop() {
		if _, err := emitAll(o.model); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkArtifact is each emitter by itself.
func BenchmarkArtifact(b *testing.B) {
	o := compile(demoSpec(b), "")
	for i, name := range []string{"data", "python", "docs", "latex"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := artifacts[i](o.model); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkWrite writes a package that stands already, as most runs do.
func BenchmarkWrite(b *testing.B) {
	o := compile(demoSpec(b), "")
	o.everything()
	for b.Loop() {
		if _, err := tree.Write(o.dir, o.files, func(string) bool { return true }); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkWriteNew writes a package where there is none.
func BenchmarkWriteNew(b *testing.B) {
	o := compile(demoSpec(b), "")
	o.everything()
	for b.Loop() {
		b.StopTimer()
		if err := os.RemoveAll(o.dir); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if _, err := tree.Write(o.dir, o.files, func(string) bool { return true }); err != nil {
			b.Fatal(err)
		}
	}
}
