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

// Label writes a budget the way a spec does: 16GB, 8B, without decimals that say nothing.
func (n Bytes) Label() string { return label(n.Short()) }

// Label writes a budget the way a spec does.
func (n Params) Label() string { return label(n.Short()) }

func label(short string) string {
	unit := strings.TrimLeft(short, "0123456789.")
	digits := strings.TrimSuffix(short, unit)
	if strings.Contains(digits, ".") {
		digits = strings.TrimRight(strings.TrimRight(digits, "0"), ".")
	}
	return digits + strings.TrimSpace(unit)
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
