package docs

import (
	"math"
	"strconv"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// notMeasured stands wherever a number would, if there were one.
const notMeasured = "not measured"

// value is a field's value for readers: exact, and short as well where it is long.
func value(f *blueprint.Field, s *blueprint.State) string {
	v := f.Value(s)
	switch x := v.Interface().(type) {
	case blueprint.Params:
		return params(x)
	case blueprint.Bytes:
		return size(x)
	case blueprint.FLOPs:
		return flops(x)
	case blueprint.Seconds:
		return seconds(x)
	case blueprint.Flag:
		if x {
			return "yes"
		}
		return "no"
	case blueprint.List:
		if x == "" {
			return "none"
		}
		return strings.Join(x.Items(), ", ")
	}
	switch {
	case v.CanInt():
		return blueprint.Thousands(v.Int())
	case v.CanFloat():
		return number(v.Float())
	case v.String() == "":
		return "empty"
	}
	return v.String()
}

func params(n blueprint.Params) string {
	if n < 1000 {
		return blueprint.Thousands(n)
	}
	return blueprint.Thousands(n) + " (" + n.Short() + ")"
}

func size(n blueprint.Bytes) string {
	if n < 1000 {
		return blueprint.Thousands(n) + " bytes"
	}
	return blueprint.Thousands(n) + " bytes (" + n.Short() + ")"
}

func flops(n blueprint.FLOPs) string {
	if n < 1000 {
		return blueprint.Thousands(n) + " FLOPs"
	}
	return blueprint.Thousands(n) + " (" + n.Short() + ")"
}

func seconds(n blueprint.Seconds) string {
	text := blueprint.Thousands(n) + " seconds"
	for _, unit := range []struct {
		length blueprint.Seconds
		name   string
	}{{86400, "day"}, {3600, "hour"}} {
		if whole := n / unit.length; whole > 0 && n%unit.length == 0 {
			return text + " (" + blueprint.Counted(int64(whole), unit.name) + ")"
		}
	}
	return text
}

// number writes a float: whole ones with commas, others in as few digits as give it back.
func number(x float64) string {
	if x == math.Trunc(x) && math.Abs(x) < 1<<53 {
		return blueprint.Thousands(int64(x))
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}

// stated is a text of the spec, or that there is none.
func (f *facts) stated(key string) []span {
	if _, ok := f.Trace[key]; !ok {
		return say(plain("not stated"))
	}
	return say(plain(value(blueprint.FieldByKey(key), &f.State)))
}

// has tells whether a field applies to the model.
func (f *facts) has(key string) bool {
	_, ok := f.Trace[key]
	return ok
}
