package spec_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/spec"
)

// sound holds what is said of any text: a spec or an error, each error at a place of the file, on one line, in order.
func sound(t interface{ Fatalf(string, ...any) }, src []byte) {
	s, diags := spec.Parse("f", src)
	if s == nil && diags.Err() == nil {
		t.Fatalf("%q is neither a spec nor an error: %v", src, diags)
	}
	lines := strings.Split(string(src), "\n")
	for _, d := range diags {
		if d.File != "f" || d.Line < 1 || d.Line > len(lines) || d.Col < 1 || d.Text == "" || strings.ContainsAny(d.String(), "\n\r") {
			t.Fatalf("%q: %q at %d:%d of %d lines", src, d.String(), d.Line, d.Col, len(lines))
		}
		if line := strings.TrimPrefix(lines[d.Line-1], "\ufeff"); d.Col > len(line)+1 {
			t.Fatalf("%q: %q is beyond the %d bytes of its line", src, d.String(), len(line))
		}
		if utf8.Valid(src) && !utf8.ValidString(d.Text) {
			t.Fatalf("%q: %q", src, d.Text)
		}
	}
	ordered := slices.Clone(diags)
	ordered.Sort()
	if !slices.Equal(ordered, diags) {
		t.Fatalf("%q: the errors are out of order: %v", src, diags)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"", "#", "~", head, full, "\ufeff" + head, strings.ReplaceAll(head, "\n", "\r\n"), "a: &a [*a]", "? {a: b}\n: c", "- - - -", "%TAG ! !\n---\na", "a: !!binary x",
		"name: \"\\u0085\\u2028\"\nx: 1", "a:\tb", "\t", "a: |\n  b\n c", "<<: {a: b}", "training: &x {data: *x}", "name: '\n\n'", "[", "{", "\"", "a: \xff", "x: \x00", "modality: {inputs: &i [text], outputs: *i}",
		head + "architecture: {dims: {a: {b: {c: d}}}}", "reproducibility: {seed: -9223372036854775808}", "task: {num_classes: 1e5}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) { sound(t, src) })
}

func TestAnyBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { sound(t, rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")) })
}

func TestAnyText(t *testing.T) {
	pieces := []string{"name", "modality", "inputs", ":", ": ", " ", "\n", "  ", "-", "- ", "[", "]", "{", "}", ",", "&a", "*a", "<<", "!!int", "!!bool", "!x", "'", "\"", "|", ">", "#", "\t", "\r", "\u2028", "\u0085", "é", "日", "1", "8B", "text", "~", "?", "%YAML 1.1", "---", "...", "\\", "@", "`"}
	rapid.Check(t, func(t *rapid.T) {
		sound(t, []byte(strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 30).Draw(t, "pieces"), "")))
	})
}

// TestMutations: a good spec with some bytes lost, doubled, moved or replaced is read, or refused at a place.
func TestMutations(t *testing.T) {
	junk := []string{"", "\t", "\n", ":", "[", "}", "\"", "'", "&a", "*a", "~", "-", "999999999999999999999", "1e999", "\xff", "\x00", "\u2028", "\r", "<<: ", "{a: b}", "日本", "!!int "}
	rapid.Check(t, func(t *rapid.T) {
		src := full
		for range rapid.IntRange(1, 4).Draw(t, "changes") {
			at := rapid.IntRange(0, len(src)).Draw(t, "at")
			to := min(len(src), at+rapid.IntRange(0, 12).Draw(t, "length"))
			with := rapid.SampledFrom(junk).Draw(t, "with")
			if with == "" && rapid.Bool().Draw(t, "double") {
				with = src[at:to] + src[at:to]
			}
			src = src[:at] + with + src[to:]
		}
		sound(t, []byte(src))
	})
}

// TestLostLines: a spec without one of its lines is read, or refused for what that line said.
func TestLostLines(t *testing.T) {
	lines := strings.SplitAfter(full, "\n")
	for i := range lines {
		src := strings.Join(slices.Concat(lines[:i], lines[i+1:]), "")
		sound(t, []byte(src))
	}
}

func TestParsePreset(t *testing.T) {
	p, diags := spec.ParsePreset("p.yaml", []byte("description: d\ndims: {layers: 2}\noptions: {norm: layernorm}\n"))
	if len(diags) > 0 || p.Description.Value != "d" || entry(p.Dims, "layers") != int64(2) || entry(p.Options, "norm") != "layernorm" {
		t.Errorf("%+v, %v", p, diags)
	}
	_, diags = spec.ParsePreset("p.yaml", []byte("dims: {layers: 2}\nsizes: x\n"))
	if want := (blueprint.Diagnostic{File: "p.yaml", Line: 2, Col: 1, Width: 5, Text: `unknown key "sizes"; its keys are description, dims, options`}); len(diags) != 1 || diags[0] != want {
		t.Errorf("%+v", diags)
	}
	if p, diags := spec.ParsePreset("p.yaml", []byte("[")); p != nil || diags.Err() == nil {
		t.Errorf("%+v, %v", p, diags)
	}
}
