package latex

import (
	"reflect"
	"strconv"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// number writes a whole number with commas that set no space after them in mathematics: 6{,}887{,}976{,}960.
func number[T ~int64](n T) string {
	return strings.ReplaceAll(blueprint.Thousands(n), ",", "{,}")
}

// real writes any other number as a paper does: 0.1, 10{,}000, 3 \times 10^{-4}.
func real(x float64) string {
	size := max(x, -x)
	if x == 0 || size >= 1e-3 && size < 1e15 {
		whole, part, _ := strings.Cut(strconv.FormatFloat(x, 'f', -1, 64), ".")
		if n, err := strconv.ParseInt(whole, 10, 64); err == nil && n != 0 {
			whole = number(n)
		}
		if part != "" {
			whole += "." + part
		}
		return whole
	}
	digits, power, _ := strings.Cut(strconv.FormatFloat(x, 'e', -1, 64), "e")
	exponent, _ := strconv.Atoi(power)
	scale := "10^{" + strconv.Itoa(exponent) + "}"
	if digits != "1" {
		scale = digits + ` \times ` + scale
	}
	return `\ensuremath{` + scale + "}"
}

// duration writes a length of time in the largest unit that divides it.
func duration(s blueprint.Seconds) string {
	for _, unit := range []struct {
		seconds blueprint.Seconds
		name    string
	}{{86400, "day"}, {3600, "hour"}, {60, "minute"}} {
		if s > 0 && s%unit.seconds == 0 {
			return plural(int64(s/unit.seconds), unit.name)
		}
	}
	return plural(int64(s), "second")
}

func plural(n int64, noun string) string {
	if n == 1 {
		return "1~" + noun
	}
	return number(n) + "~" + noun + "s"
}

// short writes a count or a size in three digits or so, with its unit.
func short(n interface{ Short() string }) string {
	return strings.ReplaceAll(Escape(n.Short()), " ", "~")
}

// value is a field's value as the paper shows it.
func value(f *blueprint.Field, s *blueprint.State) string {
	v := f.Value(s)
	switch x := v.Interface().(type) {
	case blueprint.Seconds:
		return duration(x)
	case blueprint.List:
		return items(x)
	}
	switch {
	case v.CanInt():
		return number(v.Int())
	case v.CanFloat():
		return real(v.Float())
	case v.Kind() == reflect.Bool && v.Bool():
		return "yes"
	case v.Kind() == reflect.Bool:
		return "no"
	}
	return Escape(v.String())
}

func items(list blueprint.List) string {
	texts := list.Items()
	for i, text := range texts {
		texts[i] = Escape(text)
	}
	return strings.Join(texts, ", ")
}
