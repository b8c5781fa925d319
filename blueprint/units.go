package blueprint

import (
	"strconv"
	"strings"
)

// Unit types keep a byte from being added to a parameter.
type (
	// Dim is a width: a number of channels.
	Dim int64
	// Count is a number of like things: layers, heads, experts, vocabulary entries.
	Count int64
	// Tokens is a length in tokens.
	Tokens int64
	// Pixels is a side of an image.
	Pixels int64
	// Hertz is a rate: samples or frames a second.
	Hertz int64
	// Params is a number of parameters, shared ones counted once.
	Params int64
	// Bytes is a size in bytes; GB is 10^9 of them.
	Bytes int64
	// FLOPs is floating-point operations: 2 for each multiply-add of a matmul, a convolution or attention.
	FLOPs int64
	// Seconds is a length of time.
	Seconds int64
	// PerSecond is a throughput: things a second.
	PerSecond float64
	// Rate is a share between 0 and 1.
	Rate float64
	// Real is any other number: an epsilon, a frequency base, a learning rate.
	Real float64
	// Flag is a choice between having and not having.
	Flag bool
	// Text is a text of the spec.
	Text string
	// List is several texts, one a line.
	List string
	// Sizes is several whole numbers: "3, 4, 6, 3".
	Sizes string
	// Option is one of the named choices of an architecture.
	Option string
)

// Items returns the texts of the list.
func (l List) Items() []string {
	if l == "" {
		return nil
	}
	return strings.Split(string(l), "\n")
}

// Items returns the numbers; a text that is no list of whole numbers has none.
func (l Sizes) Items() []int64 {
	if l == "" {
		return nil
	}
	parts := strings.Split(string(l), ", ")
	items := make([]int64, len(parts))
	for i, part := range parts {
		n, err := strconv.ParseInt(part, 10, 64)
		if err != nil {
			return nil
		}
		items[i] = n
	}
	return items
}

// JoinSizes makes Sizes.
func JoinSizes(items []int64) Sizes {
	parts := make([]string, len(items))
	for i, n := range items {
		parts[i] = strconv.FormatInt(n, 10)
	}
	return Sizes(strings.Join(parts, ", "))
}

// Bits returns how wide a number of the precision is; 0 where it is no precision that is known.
func (p Option) Bits() int64 {
	switch p {
	case "float32":
		return 32
	case "bfloat16", "float16":
		return 16
	}
	return 0
}

// JoinList makes a List; an item's line breaks become spaces, since a break parts items.
func JoinList(items []string) List {
	lines := make([]string, len(items))
	for i, item := range items {
		lines[i] = strings.ReplaceAll(item, "\n", " ")
	}
	return List(strings.Join(lines, "\n"))
}
