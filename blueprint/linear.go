package blueprint

// Linear is torch's nn.Linear: y = x W^T + b, 2 x in x out FLOPs a token (https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html).
// Backward needs its input, for the gradient of its weight.
func Linear(name string, in, out int64, bias bool, from ...string) *Node {
	params := []Param{{Name: "weight", Shape: []int64{out, in}}}
	if bias {
		params = append(params, Param{Name: "bias", Shape: []int64{out}})
	}
	return &Node{
		Name: name, Kind: &linear, Params: params, From: from,
		Keeps: func(p Pass) Bytes {
			if p.Frozen {
				return 0
			}
			return Bytes(Product(p.Tokens, in, p.Width))
		},
		Cost: func(p Pass) Cost { return Cost{FLOPs: FLOPs(Product(2, p.Tokens, in, out))} },
	}
}

// Embedding is torch's nn.Embedding: a row of its table a token, no FLOPs. Backward needs the int64 indices, if it trains.
func Embedding(name string, rows, width int64, from ...string) *Node {
	return &Node{
		Name: name, Kind: &embedding, From: from,
		Params: []Param{{Name: "weight", Shape: []int64{rows, width}}},
		Keeps: func(p Pass) Bytes {
			if p.Frozen {
				return 0
			}
			return Bytes(Product(8, p.Tokens))
		},
	}
}

// Dropout is torch's nn.Dropout on branches of a width, called so many times a pass. On a CPU backward needs its mask
// in the activations' own precision; fused GPU kernels keep a byte a number.
func Dropout(name string, width int64, rate Rate, calls int64, from ...string) *Node {
	return &Node{Name: name, Kind: &dropout, From: from, Cost: func(p Pass) Cost {
		if rate == 0 {
			return Cost{}
		}
		return Cost{Saved: Bytes(Product(calls, p.Tokens, width, p.Width))}
	}}
}

var (
	linear    = Kind{Name: "linear", Doc: "A matrix product, with or without a bias."}
	embedding = Kind{Name: "embedding", Doc: "A table with a vector for each index."}
	dropout   = Kind{Name: "dropout", Doc: "Zeroes a share of the activations, in training."}
)
