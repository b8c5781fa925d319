package position_test

import (
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/position"
)

func TestSaved(t *testing.T) {
	for what, c := range map[string]struct {
		kind *blueprint.Kind
		dims position.Dims
		pass blueprint.Pass
		want blueprint.Bytes
	}{
		"rotary":                   {&position.Rotary, position.Dims{Heads: 4, Turning: 6}, blueprint.Pass{Tokens: 5, Context: 5, Width: 2}, 120},                        // a cosine and a sine: 2x5x6x2
		"rotary, wide window":      {&position.Rotary, position.Dims{Heads: 4, Turning: 6, Window: 5}, blueprint.Pass{Tokens: 5, Context: 5, Width: 2}, 120},             // no mask
		"rotary, window":           {&position.Rotary, position.Dims{Heads: 4, Turning: 6, Window: 3}, blueprint.Pass{Tokens: 5, Context: 5, Width: 2}, 170},             // and a mask 5x5x2
		"partial rotary, window":   {&position.PartialRotary, position.Dims{Heads: 4, Turning: 2, Window: 2}, blueprint.Pass{Tokens: 2, Context: 50, Width: 4}, 32 + 24}, // two tokens see 3 keys: a mask 2x3x4
		"ALiBi":                    {&position.ALiBi, position.Dims{Heads: 4}, blueprint.Pass{Tokens: 5, Context: 7, Width: 2}, 280},                                     // 4x5x7x2
		"nothing":                  {&position.Absolute, position.Dims{Heads: 4}, blueprint.Pass{Tokens: 5, Context: 5, Width: 2}, 0},
		"nothing, window":          {&position.Absolute, position.Dims{Heads: 4, Window: 4}, blueprint.Pass{Tokens: 5, Context: 5, Width: 2}, 50},
		"too large to be counted":  {&position.ALiBi, position.Dims{Heads: 1 << 31}, blueprint.Pass{Tokens: 1 << 31, Context: 1 << 31, Width: 4}, 1<<63 - 1},
		"too large, both of them ": {&position.ALiBi, position.Dims{Heads: 1 << 31, Turning: 1 << 40}, blueprint.Pass{Tokens: 1 << 31, Context: 1 << 31, Width: 4}, 1<<63 - 1},
	} {
		if got := position.Saved(c.kind, c.dims, c.pass); got != c.want {
			t.Errorf("%s: %d bytes; want %d", what, got, c.want)
		}
	}
}
