package encoderdecoder

import (
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// describe is the method text: encoder_decoder.tex, and a sentence for each choice that changes the wiring.
func describe(s *blueprint.State) string {
	var b strings.Builder
	b.WriteString(method)
	for _, choice := range []struct {
		made bool
		text string
	}{
		{s.Position == "relative", `Every layer reads the residual stream through a norm and adds to it what it makes of that; a last norm ends each stack. There are no vectors of positions: self-attention adds to its scores a learned number for the distance of two tokens, one of \RelativeBuckets{} buckets a head, up to a distance of \RelativeDistance{} tokens \citep{raffel2019t5}.`},
		{s.Position == "learned", `To each embedding it adds a learned vector of its position, one for each of \MaxSeqLen{} positions in either stack, and norms the sum. What a layer makes of its input is added to it, and the sum is normed \citep{lewis2019bart}.`},
		{bool(s.ScaleEmbeddings), `It multiplies the embeddings by the root of their width.`},
		{s.Dropout > 0 && s.Position == "relative", `In training, a share of \Dropout{} of the embeddings, of what every layer adds, and of what comes out of a stack is dropped.`},
		{s.Dropout > 0 && s.Position == "learned", `In training, a share of \Dropout{} of the embeddings and of what every layer adds is dropped.`},
		{bool(s.TieEmbeddings) && s.Position == "relative", `The output layer shares the weight of the embedding, and divides what comes in by the root of its width \citep{press2017tying}.`},
		{bool(s.TieEmbeddings) && s.Position == "learned", `The output layer shares the weight of the embedding \citep{press2017tying}.`},
		{true, `In use it keeps the keys and values of the target so far and, computed once, those of the source.`},
	} {
		if choice.made {
			b.WriteString(choice.text + "\n")
		}
	}
	return b.String()
}
