package decoder

import (
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// describe is the method text: decoder.tex, and a sentence for each choice that changes the wiring.
func describe(s *blueprint.State) string { return method + Sentences(s) }

// Sentences has one for each choice that changes the wiring.
func Sentences(s *blueprint.State) string {
	var b strings.Builder
	for _, choice := range []struct {
		made bool
		text string
	}{
		{s.Position == "learned", `To each embedding it adds a learned vector of its position, one for each of \MaxSeqLen{} positions.`},
		{bool(s.ScaleEmbeddings), `It multiplies the embeddings by the root of their width.`},
		{bool(s.EmbeddingNorm), `A norm follows the embedding.`},
		{!bool(s.ParallelResidual), `Every block reads the residual stream through a norm and adds to it the output of self-attention; then it does so through a second norm with a feed-forward part.`},
		{bool(s.ParallelResidual && !s.SharedNorm), `Every block reads the residual stream twice side by side, through a norm each, and adds to it the outputs of self-attention and of a feed-forward part \citep{wang2021gptj}.`},
		{bool(s.SharedNorm), `Every block reads the residual stream through one norm, and adds to it the outputs of self-attention and of a feed-forward part, which stand side by side \citep{wang2021gptj}.`},
		{s.Dropout > 0, `In training, a share of \Dropout{} of what either part adds is dropped.`},
		{bool(s.QKNorm), `Queries and keys are normed, head by head, before they meet.`},
		{s.SlidingWindow > 0, `A token attends to the last \SlidingWindow{} tokens, itself included \citep{jiang2023mistral}.`},
		{bool(s.TieEmbeddings), `The output layer shares the weight of the embedding \citep{press2017tying}.`},
		{bool(s.LMHeadBias), `The output layer has a bias.`},
	} {
		if choice.made {
			b.WriteString(choice.text + "\n")
		}
	}
	return b.String()
}
