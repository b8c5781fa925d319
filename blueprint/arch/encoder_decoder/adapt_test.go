package encoderdecoder_test

import (
	"math/rand/v2"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
)

// adapted draws an encoder-decoder of which a part is frozen, or that has adapters.
func adapted(r *rand.Rand) blueprint.State {
	for {
		s := draw(r)
		some := func(list ...string) blueprint.List {
			r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
			return blueprint.JoinList(list[:1+r.IntN(len(list))])
		}
		prefix, targets := "", []string{"q", "k", "v", "o", "wo"}
		if s.Position == "learned" {
			prefix, targets = "model.", []string{"q_proj", "k_proj", "v_proj", "out_proj", "fc1", "fc2"}
		}
		if r.IntN(2) == 0 {
			s.Freeze = some(prefix+"encoder", prefix+"shared", prefix+"decoder", "lm_head")
		} else {
			s.LoRARank, s.LoRAAlpha, s.LoRATargets, s.Dropout = 2, 4, some(targets...), 0
		}
		if m, _ := arch.Tree(s); m != nil {
			return s
		}
	}
}
