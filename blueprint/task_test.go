package blueprint_test

import (
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
)

func TestFill(t *testing.T) {
	goName := func(f *blueprint.Field) string { return "<" + f.GoName + ">" }
	for text, want := range map[string]string{
		"one sequence of {sequence_length} tokens": "ONE SEQUENCE OF <SequenceLength> TOKENS",
		"{image_size} x {image_size}":              "<ImageSize> X <ImageSize>",
		"no field":                                 "NO FIELD",
		"{layers} of {odd} and { more":             "<Layers> OF {ODD} AND { MORE",
		"":                                         "",
	} {
		if got := blueprint.Fill(text, strings.ToUpper, goName); got != want {
			t.Errorf("%q gives %q; want %q", text, got, want)
		}
	}
}
