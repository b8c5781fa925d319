package blueprint

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Thousands writes a whole number with commas: 6,887,976,960.
func Thousands[T ~int64](n T) string {
	digits := strconv.FormatInt(int64(n), 10)
	sign := ""
	if digits[0] == '-' {
		sign, digits = "-", digits[1:]
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return sign + b.String()
}

// Short writes a count in three digits or so: 6.89B.
func (n Params) Short() string { return scaled(float64(n), 1000, "", "K", "M", "B", "T") }

// Short writes a size with its unit: 13.8 GB, of 10^9 bytes.
func (n Bytes) Short() string {
	return scaled(float64(n), 1000, " B", " kB", " MB", " GB", " TB", " PB")
}

// Short writes a cost with its unit: 13.4 GFLOPs.
func (n FLOPs) Short() string {
	return scaled(float64(n), 1000, " FLOPs", " kFLOPs", " MFLOPs", " GFLOPs", " TFLOPs", " PFLOPs", " EFLOPs")
}

func scaled(x, step float64, units ...string) string {
	i := 0
	for i < len(units)-1 && math.Abs(x) >= 0.9995*step {
		x /= step
		i++
	}
	if i == 0 {
		return strconv.FormatFloat(x, 'f', -1, 64) + units[i]
	}
	decimals := 2
	if x >= 9.995 {
		decimals = 1
	}
	return strconv.FormatFloat(x, 'f', decimals, 64) + units[i]
}

// unit is a name for so many.
type unit struct {
	size int64
	name string
}

// Label writes a size exactly, the way a spec does: 16GB, 16GiB, 1.5TB.
func (n Bytes) Label() string {
	return label(int64(n), "B", []unit{{1e12, "TB"}, {1e9, "GB"}, {1e6, "MB"}, {1e3, "kB"}, {1 << 40, "TiB"}, {1 << 30, "GiB"}, {1 << 20, "MiB"}, {1 << 10, "KiB"}})
}

// Label writes a count exactly, the way a spec does: 8B, 1.5T.
func (n Params) Label() string {
	return label(int64(n), "", []unit{{1e12, "T"}, {1e9, "B"}, {1e6, "M"}, {1e3, "K"}})
}

// label is the shortest exact writing below ten thousand with at most three decimals, or else every digit.
func label(n int64, plain string, units []unit) string {
	best := Thousands(n) + plain
	for _, u := range units {
		scaled := mul(n, 1000)
		if n < u.size || n/u.size >= 10000 || scaled == math.MaxInt64 || scaled%u.size != 0 {
			continue
		}
		text := strconv.FormatFloat(float64(scaled/u.size)/1000, 'f', -1, 64) + u.name
		if len(text) < len(best) {
			best = text
		}
	}
	return best
}

// atLeast and atMost round to four digits, so that a limit that is set to what they give is met.
func atLeast[T ~int64](n T) T { return T(-floor4(-int64(n))) }

func atMost[T ~int64](n T) T { return T(floor4(int64(n))) }

func floor4(n int64) int64 {
	grain := int64(1)
	for x := n; x <= -10000 || x >= 10000; x /= 10 {
		grain *= 10
	}
	rest := n % grain
	if rest < 0 {
		rest += grain
	}
	return n - rest
}

// Summary is the model in one sentence: "A decoder-only transformer: 32 layers of width 4096 with 16 heads, 6,887,976,960 parameters."
func (m *Model) Summary() string {
	s := &m.State
	heads := ""
	if s.Heads > 0 {
		heads = fmt.Sprintf(" with %d heads", s.Heads)
	}
	return fmt.Sprintf("%s %s: %d layers of width %d%s, %s parameters.", article(m.Arch.Title), m.Arch.Title, s.Layers, s.HiddenSize, heads, Thousands(s.TotalParams))
}

func article(noun string) string {
	if strings.ContainsAny(noun[:1], "aeiou") {
		return "An"
	}
	return "A"
}

// Counted is a number of things: "1 day", "2 days".
func Counted(n int64, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return Thousands(n) + " " + thing + "s"
}
