package arch_test

import (
	"math"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
)

// giant is the shape of Llama 3.1 405B (Grattafiori et al. 2024, arXiv:2407.21783, table 3), its vocabulary of 128,256 tokens.
func giant(layers int) blueprint.State {
	d := &blueprint.Draft{Trace: blueprint.Trace{}}
	for key, value := range map[string]any{
		"architecture": "decoder", "precision": "bfloat16", "hidden_size": 16384, "layers": layers, "heads": 128, "kv_heads": 8, "ffn_size": 53248,
		"vocab_size": 128256, "max_seq_len": 131072, "sequence_length": 8192, "rope_theta": 500000,
	} {
		d.Put(key, value, "test")
	}
	arch.ByName("decoder").Derive(d)
	return d.State
}

func TestAccountOf405B(t *testing.T) {
	m, problems := arch.Build(giant(126))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	got := m.Account()
	if got.TotalParams != 405_853_388_800 { // as published
		t.Errorf("%d parameters", got.TotalParams)
	}
	// 2 x 126 layers x 8 heads x 128 channels x 131,072 tokens x 2 bytes.
	if got.KVCacheBytes != 67_645_734_912 {
		t.Errorf("%d bytes of cache", got.KVCacheBytes)
	}
}

// TestAccountDoesNotGrowWithLayers: equal blocks are one node, so that their number costs nothing.
func TestAccountDoesNotGrowWithLayers(t *testing.T) {
	allocations := func(layers int) float64 {
		s := giant(layers)
		return testing.AllocsPerRun(20, func() {
			m, _ := arch.Build(s)
			m.State = m.Account()
		})
	}
	if few, many := allocations(300), allocations(3000); few != many || few > 500 { // below 256 Go has a number ready
		t.Errorf("%v allocations for 300 layers, %v for ten times as many", few, many)
	}
}

// TestCostsAreNeverNegative: what is too large to count is said to be that, in every module of every choice.
func TestCostsAreNeverNegative(t *testing.T) {
	for name, change := range map[string]func(s *blueprint.State){
		"plain": func(*blueprint.State) {}, "mixture": func(s *blueprint.State) { mixture(s); s.SharedExperts = 1 }, "float32": func(s *blueprint.State) { s.Precision = "float32" },
		"ALiBi": func(s *blueprint.State) { s.Position = "alibi" }, "window": func(s *blueprint.State) { s.SlidingWindow = 3 }, "GELU": func(s *blueprint.State) { s.MLP, s.QKNorm, s.Norm = "gelu", true, "rmsnorm_offset" },
		"learned": func(s *blueprint.State) { s.Position, s.Norm, s.Dropout = "learned", "layernorm", 0.1 },
	} {
		s := small()
		change(&s)
		m, problems := arch.Build(s)
		if m == nil {
			t.Fatal(problems)
		}
		for _, tokens := range []int64{1 << 31, 1 << 40, 1 << 55, 1 << 58, 1 << 59, 1 << 60, 1 << 61, 1 << 62, math.MaxInt64} {
			pass := blueprint.Pass{Tokens: tokens, Context: tokens, Width: 4}
			m.Root.Walk(func(path string, _ int64, n *blueprint.Node) {
				got := n.Total(pass)
				if n.Cost != nil {
					if own := n.Cost(pass); min(int64(own.FLOPs), int64(own.Saved), int64(own.KVCache)) < 0 {
						t.Errorf("%s: %s with %d tokens: %+v", name, path, tokens, own)
					}
				}
				if min(int64(got.FLOPs), int64(got.Saved), int64(got.KVCache)) < 0 {
					t.Errorf("%s: %s and what it holds, with %d tokens: %+v", name, path, tokens, got)
				}
			})
		}
		if got := m.Root.Total(blueprint.Pass{Tokens: math.MaxInt64, Context: math.MaxInt64, Width: 4}); got.FLOPs != math.MaxInt64 || got.Saved != math.MaxInt64 {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func BenchmarkAccount400B(b *testing.B) {
	s := giant(126)
	b.ReportAllocs()
	for b.Loop() {
		m, _ := arch.Build(s)
		m.State = m.Account()
	}
}
