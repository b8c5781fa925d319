package mamba_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/blueprint/arch/mamba"
)

// drawMamba draws a small legal Mamba: every option, with sequences of less than a chunk, of some chunks, and of a part of one besides.
func drawMamba(r *rand.Rand) blueprint.State {
	d := &blueprint.Draft{Trace: blueprint.Trace{}}
	put := func(key string, value any) { d.Put(key, value, "drawn") }
	coin := func() bool { return r.IntN(2) == 0 }
	put("spec", "drawn.yaml")
	put("architecture", "mamba")
	put("family", "hybrid")
	put("precision", []string{"float32", "bfloat16"}[r.IntN(2)])
	put("hidden_size", 1+r.IntN(40))
	put("layers", 1+r.IntN(3))
	put("vocab_size", 17+r.IntN(80))
	put("sequence_length", []int{1 + r.IntN(20), 63 + r.IntN(3), 64 * (1 + r.IntN(3)), 1 + r.IntN(200)}[r.IntN(4)])
	put("max_seq_len", int(d.State.SequenceLength)+5+r.IntN(20))
	put("state_size", 1+r.IntN(20))
	put("conv_kernel", 1+r.IntN(6))
	put("expand", 1+r.IntN(3))
	if coin() {
		put("dt_rank", 1+r.IntN(9))
	}
	for _, key := range []string{"use_bias", "use_conv_bias", "tie_embeddings"} {
		put(key, coin())
	}
	mamba.Architecture.Derive(d)
	put("name", fmt.Sprintf("drawn %d", d.State.HiddenSize))
	adapt(r, d)
	if m, _ := arch.Tree(d.State); m == nil { // everything is frozen
		return drawMamba(r)
	}
	return d.State
}

// adapt freezes parts of some, down to single layers of a mixer, and gives some adapters.
func adapt(r *rand.Rand, d *blueprint.Draft) {
	some := func(list ...string) string {
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		return string(blueprint.JoinList(list[:1+r.IntN(len(list))]))
	}
	const mixer = "backbone.layers.mixer"
	switch r.IntN(6) {
	case 0:
		d.Put("freeze", some("backbone.embeddings", "backbone.layers", "backbone.norm_f"), "drawn")
	case 1:
		d.Put("freeze", some("backbone.embeddings", "backbone.layers.norm", mixer+".in_proj", mixer+".conv1d", mixer+".x_proj", mixer+".dt_proj", mixer+".out_proj"), "drawn")
	case 2:
		d.Put("lora_rank", 1+r.IntN(4), "drawn")
		d.Put("lora_alpha", 1+r.IntN(4), "drawn")
		d.Put("lora_targets", some("in_proj", "x_proj", "dt_proj", "out_proj"), "drawn")
	}
}
