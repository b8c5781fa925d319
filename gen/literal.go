package gen

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/metagen-go/metagen/blueprint"
)

// literal writes the value of a field as a Go literal that reads back exactly.
func literal(f *blueprint.Field, s *blueprint.State) (string, error) {
	v := f.Value(s)
	switch v.Kind() {
	case reflect.Int64:
		return integer(v.Int()), nil
	case reflect.Float64:
		x := v.Float()
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return "", fmt.Errorf("%s is %v, which no Go constant can be; state a finite number", f.Key, x)
		}
		return float(x), nil
	case reflect.Bool:
		return strconv.FormatBool(v.Bool()), nil
	case reflect.String:
		if !utf8.ValidString(v.String()) {
			return "", fmt.Errorf("%s is %q, which is not valid UTF-8; save the spec as UTF-8", f.Key, v.String())
		}
		if !legal(f, v.String()) {
			return "", fmt.Errorf("%s is %q, and must be one of %s", f.Key, v.String(), strings.Join(f.Of, ", "))
		}
		return strconv.Quote(v.String()), nil
	}
	return "", fmt.Errorf("%s is a %s, and constants are integers, floats, bools and strings", f.Key, v.Kind())
}

// legal reports whether a field may have this text.
func legal(f *blueprint.Field, text string) bool {
	return len(f.Of) == 0 || slices.Contains(f.Of, text)
}

// integer writes underscores from a million up, where digits are hard to count.
func integer(n int64) string {
	if -1_000_000 < n && n < 1_000_000 {
		return strconv.FormatInt(n, 10)
	}
	return strings.ReplaceAll(blueprint.Thousands(n), ",", "_")
}

// float writes the shortest digits that read back as the same number: 1e-5, 0.1, 500000, 1e6.
func float(x float64) string {
	if x == 0 {
		return "0" // no constant is a negative zero
	}
	digits, exponent, ok := strings.Cut(strconv.FormatFloat(x, 'g', -1, 64), "e")
	if !ok {
		return digits
	}
	sign := strings.TrimSuffix(exponent[:1], "+")
	return digits + "e" + sign + strings.TrimLeft(exponent[1:], "0")
}
