package audiodecoder

import (
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// describe is the method text: audio_decoder.tex, and a sentence for each choice that changes the wiring.
func describe(s *blueprint.State) string {
	var b strings.Builder
	b.WriteString(method)
	for _, choice := range []struct {
		made bool
		text string
	}{
		{s.AudioChannels == 1 && s.Codebooks > 1, `Each codebook is one position later than the one before it, so that a code is drawn when those of its frame before it are known; where a codebook has no code stands an index of its own, which is never a target.`},
		{s.AudioChannels == 2, `Codebooks of the left and the right channel alternate. Each is one position later than the one before it of its channel, so that a code is drawn when those of its frame before it are known; where a codebook has no code stands an index of its own, which is never a target.`},
		{s.Condition == "none", `Every block reads the residual stream through a norm and adds to it the output of causal self-attention; then it does so through a second norm with a feed-forward part.`},
		{s.Condition != "none", `Every block reads the residual stream through a norm each and adds to it, in turn, the outputs of causal self-attention, of attention to the text, and of a feed-forward part.`},
		{s.Condition == "text", `The text, of at most \TextMaxSeqLen{} tokens, each a byte, goes through a text encoder of \TextLayers{} blocks of width \TextHiddenSize{} with attention both ways, and a projection onto the width of the decoder. It is trained with the decoder.`},
		{s.Condition == "states", `The text comes in as hidden states of another encoder, at most \TextMaxSeqLen{}, of the decoder's width; that encoder is no part of the model, and none of its parameters are counted.`},
		{s.Dropout > 0, `In training, a share of \Dropout{} of the embeddings and of what each part adds is dropped.`},
	} {
		if choice.made {
			b.WriteString(choice.text + "\n")
		}
	}
	return b.String()
}
