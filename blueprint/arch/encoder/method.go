package encoder

import (
	_ "embed"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/activation"
	"github.com/metagen-go/metagen/blueprint/layer/norm"
	"github.com/metagen-go/metagen/blueprint/layer/weights"
)

var (
	//go:embed encoder.tex
	method string
	//go:embed mlp.tex
	mlpTeX string
	//go:embed gated.tex
	gatedTeX string
)

// methodText is encoder.tex, and a sentence for each choice that changes the wiring.
func methodText(s *blueprint.State) string {
	modern := s.Layout == "modernbert"
	var b strings.Builder
	b.WriteString(method)
	for _, choice := range []struct {
		made bool
		text string
	}{
		{s.Layout == "bert", `Its layout is BERT's \citep{devlin2018bert}: to each embedding it adds a learned vector of its position, one for each of \MaxSeqLen{} positions, and one of its segment.`},
		{s.Layout == "roberta", `Its layout is RoBERTa's \citep{liu2019roberta}, after BERT's \citep{devlin2018bert}: to each embedding it adds a learned vector of its position, one for each of \MaxSeqLen{} positions that follow \PositionOffset{} rows which are for padding, and one of its segment.`},
		{s.Layout == "distilbert", `Its layout is DistilBERT's \citep{sanh2019distilbert}, after BERT's \citep{devlin2018bert}: to each embedding it adds a learned vector of its position, one for each of \MaxSeqLen{} positions; there are no segments.`},
		{!modern, `The sum is normed. Every block adds to the stream the output of self-attention and norms the sum; then it does so with a feed-forward part.`},
		{modern, `Its layout is ModernBERT's \citep{warner2024modernbert}, in the place of BERT's \citep{devlin2018bert}: embeddings are normed, and every block reads the residual stream through a norm (the first, whose input is normed already, without one) and adds to it the output of self-attention; then it does so through a second norm with a gated MLP \citep{shazeer2020glu}. A last norm follows the blocks.`},
		{s.Dropout > 0 && s.Layout == "distilbert", `In training, a share of \Dropout{} of the embeddings and of what feed-forward parts add is dropped.`},
		{s.Dropout > 0 && modern, `In training, a share of \Dropout{} of the embeddings, of the outputs of attention and of the inner channels of the MLP is dropped.`},
		{s.Dropout > 0 && pair(s), `In training, a share of \Dropout{} of the embeddings and of what either part adds is dropped.`},
		{s.Head == "classification", `A head on one vector of the text gives a logit for each of \NumClasses{} classes; training minimises the cross-entropy.`},
		{s.Head == "regression", `A head on one vector of the text gives \NumOutputs{} numbers; training minimises their squared error.`},
		{s.Head == "ranking", `It reads a query and a document as one sequence, a cross-encoder \citep{nogueira2019passage}, and a head on one vector of it gives a score $s$. Of two documents of a query, of which $i$ is more relevant than $j$, training minimises $-\log \sigma(s_i - s_j)$ \citep{burges2005ranknet}.`},
		{s.Head == "embedding", `One vector $z$ of length 1 is made of those of a text's tokens. With $\tau = \Temperature{}$ and $P$ the pairs of texts in a batch that belong together, each in both directions, training minimises $-\frac{1}{|P|} \sum_{(i,j) \in P} \log \bigl(\exp(z_i^{\top} z_j / \tau) / \sum_{k \neq i} \exp(z_i^{\top} z_k / \tau)\bigr)$ \citep{chen2020simclr}.`},
		{s.Head == "masked_lm", `A head scores every token of the vocabulary at every place, with the weight of the embedding \citep{press2017tying}. Of a text's tokens 15\% are chosen, of which 8 in 10 become a mask, 1 another token, and 1 stays; training minimises the cross-entropy of the chosen tokens.`},
		{s.TaskType == "anomaly_detection", `The surprise of a text is the mean of $-\log P$ of its tokens, each hidden once \citep{salazar2020mlm}; a text is odd where that is above a quantile of the surprise of normal texts.`},
	} {
		if choice.made {
			b.WriteString(choice.text + "\n")
		}
	}
	return b.String()
}

// kinds lists the layers to explain, in the order in which a token meets them.
func kinds(s *blueprint.State) []*blueprint.Kind {
	normed := norm.Layer
	if !s.NormBias {
		normed.TeX += "Here no norm shifts: $b = 0$.\n"
	}
	feed := plainKind
	if s.Layout == "modernbert" {
		feed = gatedKind
	}
	function := activations[s.MLP]
	feed.TeX += `where $\phi$ is $` + activation.TeX(function) + `$ \citep{` + activation.Reference(function).Key + "}.\n"
	list := []*blueprint.Kind{&normed, attentionKind(s), &feed}
	if kind := poolingKind(s); kind != nil {
		list = append(list, kind)
	}
	if s.Head == "embedding" {
		list = append(list, unitKind(s))
	}
	return list
}

var (
	devlin = blueprint.Reference{Key: "devlin2018bert", Author: "Jacob Devlin and Ming-Wei Chang and Kenton Lee and Kristina Toutanova", Title: "{BERT}: Pre-training of Deep Bidirectional Transformers for Language Understanding", Where: "arXiv:1810.04805", Year: 2018}
	layout = map[blueprint.Option]blueprint.Reference{
		"roberta":    {Key: "liu2019roberta", Author: "Yinhan Liu and others", Title: "{RoBERTa}: A Robustly Optimized {BERT} Pretraining Approach", Where: "arXiv:1907.11692", Year: 2019},
		"distilbert": {Key: "sanh2019distilbert", Author: "Victor Sanh and Lysandre Debut and Julien Chaumond and Thomas Wolf", Title: "{DistilBERT}, a distilled version of {BERT}: smaller, faster, cheaper and lighter", Where: "arXiv:1910.01108", Year: 2019},
		"modernbert": {Key: "warner2024modernbert", Author: "Benjamin Warner and others", Title: "Smarter, Better, Faster, Longer: A Modern Bidirectional Encoder for Fast, Memory Efficient, and Long Context Finetuning and Inference", Where: "arXiv:2412.13663", Year: 2024},
	}
	nogueira = blueprint.Reference{Key: "nogueira2019passage", Author: "Rodrigo Nogueira and Kyunghyun Cho", Title: "Passage Re-ranking with {BERT}", Where: "arXiv:1901.04085", Year: 2019}
	burges   = blueprint.Reference{Key: "burges2005ranknet", Author: "Chris Burges and others", Title: "Learning to Rank using Gradient Descent", Where: "ICML", Year: 2005}
	chen     = blueprint.Reference{Key: "chen2020simclr", Author: "Ting Chen and Simon Kornblith and Mohammad Norouzi and Geoffrey Hinton", Title: "A Simple Framework for Contrastive Learning of Visual Representations", Where: "arXiv:2002.05709", Year: 2020}
	salazar  = blueprint.Reference{Key: "salazar2020mlm", Author: "Julian Salazar and Davis Liang and Toan Q. Nguyen and Katrin Kirchhoff", Title: "Masked Language Model Scoring", Where: "arXiv:1910.14659", Year: 2020}
	shazeer  = blueprint.Reference{Key: "shazeer2020glu", Author: "Noam Shazeer", Title: "{GLU} Variants Improve Transformer", Where: "arXiv:2002.05202", Year: 2020}
)

// references lists the works that the model stands on.
func references(s *blueprint.State) []blueprint.Reference {
	list := append([]blueprint.Reference{}, attentionKind(s).References...)
	list = append(list, norm.Layer.References...)
	list = append(list, devlin)
	if work, ok := layout[s.Layout]; ok {
		list = append(list, work)
	}
	if s.Layout == "modernbert" {
		list = append(list, shazeer)
	}
	list = append(list, activation.Reference(activations[s.MLP]))
	if kind := poolingKind(s); kind != nil {
		for _, r := range kind.References {
			if r.Key != devlin.Key {
				list = append(list, r)
			}
		}
	}
	switch s.Head {
	case "ranking":
		list = append(list, nogueira, burges)
	case "embedding":
		list = append(list, chen)
	case "masked_lm":
		list = append(list, weights.Tying)
	}
	if s.TaskType == "anomaly_detection" {
		list = append(list, salazar)
	}
	return list
}
