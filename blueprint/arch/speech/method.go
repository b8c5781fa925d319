package speech

import (
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// describe is the method text: speech.tex, and a sentence for each choice that changes the wiring.
func describe(s *blueprint.State) string {
	var b strings.Builder
	b.WriteString(method)
	for _, choice := range []struct {
		made bool
		text string
	}{
		{classifies(s), `What the encoder makes of each moment is projected onto \ProjectorSize{} channels; a linear layer scores the \NumClasses{} classes on their mean.`},
		{!classifies(s), `The decoder has \DecoderLayers{} blocks. To each embedding of a token it adds a learned vector of its position, one for each of \MaxSeqLen{} positions; every block reads the residual stream through a norm each and adds to it, in turn, the outputs of causal self-attention, of attention to what the encoder made, and of a feed-forward part. A last norm and a linear layer score the \VocabSize{} tokens of the vocabulary, of which the bytes of a text, a start and an end are in use here.`},
		{!classifies(s) && bool(s.TieEmbeddings), `That layer shares the weight of the embedding \citep{press2017tying}.`},
		{s.Dropout > 0, `In training, a share of \Dropout{} of what goes into the first block and of what each part adds is dropped.`},
	} {
		if choice.made {
			b.WriteString(choice.text + "\n")
		}
	}
	return b.String()
}
