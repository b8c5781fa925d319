package spec

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/metagen-go/metagen/blueprint"
)

// lazy compiles a pattern where it is first used: a spec has few kinds of quantities, and each costs a run its time.
func lazy(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

const number = `([0-9][0-9_]*(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)`

var (
	countText      = lazy(`^` + number + `\s*([KkMBbTt]?)$`)
	bytesText      = lazy(`^` + number + `\s*([KMGTkmgt]?i?)[Bb]$`)
	contextText    = lazy(`^` + number + `\s*([KkMm]?)(?:\s*tokens)?$`)
	durationText   = lazy(`^` + number + `\s*(seconds?|s|minutes?|min|hours?|h|days?|d|weeks?|w)$`)
	hardwareText   = lazy(`^([0-9]+)\s*[xX]\s*(\S.*)$`)
	fpsText        = lazy(`^` + number + `\s*fps$`)
	clipText       = lazy(`^` + number + `\s*s clips?/(s|sec|second|min|minute|h|hour)$`)
	throughputText = lazy(`^` + number + `\s*([A-Za-z_]+)/(s|sec|second|min|minute|h|hour)$`)
	dataText       = lazy(`^` + number + `\s*([KkMBbTt]?)(?:\s+(\S.*))?$`)
)

var thousands = map[string]int64{"": 1, "k": 1e3, "m": 1e6, "b": 1e9, "t": 1e12}

// whole is x times a scale as a whole number: an error where it is none, or too large to count. It is worked out in fractions, since a
// float64 would round what a spec says to the last parameter.
func whole(text string, scale int64) (int64, error) {
	plain := strings.ReplaceAll(text, "_", "")
	if about, err := strconv.ParseFloat(plain, 64); err != nil || about*float64(scale) > 1<<62 || len(plain) > 100 {
		return 0, fmt.Errorf("is too large")
	}
	x, ok := new(big.Rat).SetString(plain) // not ok where an exponent is out of all measure
	if ok {
		x.Mul(x, new(big.Rat).SetInt64(scale))
	}
	if !ok || !x.IsInt() {
		return 0, fmt.Errorf("is no whole number")
	}
	return x.Num().Int64(), nil
}

// parseBool reads what YAML 1.2 takes for true and false; a tag may call any text a bool.
func parseBool(text string) (bool, error) {
	switch text {
	case "true", "True", "TRUE":
		return true, nil
	case "false", "False", "FALSE":
		return false, nil
	}
	return false, fmt.Errorf("must be true or false")
}

func parseWhole(text, path string) (int64, error) {
	n, err := strconv.ParseInt(strings.ReplaceAll(text, "_", ""), 10, 64)
	switch {
	case errors.Is(err, strconv.ErrRange):
		return 0, fmt.Errorf("is too large")
	case err != nil:
		return 0, fmt.Errorf("is no whole number")
	case path == "reproducibility.seed":
	case n < 1 || n > math.MaxInt32:
		return 0, fmt.Errorf("must be from 1 to %d", math.MaxInt32)
	}
	return n, nil
}

func parseParams(text string) (blueprint.Params, error) {
	m := countText().FindStringSubmatch(text)
	if m == nil {
		return 0, fmt.Errorf(`is no quantity; write a number with K, M, B or T, such as "8B"`)
	}
	n, err := whole(m[1], thousands[strings.ToLower(m[2])])
	if err == nil && n < 1 {
		err = fmt.Errorf("must be 1 or more")
	}
	return blueprint.Params(n), err
}

var sizes = map[string]int64{"": 1, "k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12, "ki": 1 << 10, "mi": 1 << 20, "gi": 1 << 30, "ti": 1 << 40}

func parseBytes(text string) (blueprint.Bytes, error) {
	m := bytesText().FindStringSubmatch(text)
	if m == nil {
		return 0, fmt.Errorf(`is no size; write a number with B, kB, MB, GB, TB (10^9 for GB) or KiB, MiB, GiB, TiB (2^30 for GiB), such as "16GB"`)
	}
	scale, ok := sizes[strings.ToLower(m[2])]
	if !ok { // "16iB"
		return 0, fmt.Errorf("is no size; %q is no unit", m[2]+"B")
	}
	n, err := whole(m[1], scale)
	if err == nil && n < 1 {
		err = fmt.Errorf("must be 1 byte or more")
	}
	return blueprint.Bytes(n), err
}

// endless is what an infinite context is read as.
const endless = 1 << 20

func parseContext(text string) (Context, error) {
	switch strings.ToLower(text) {
	case "∞", "infinite", "infinity", "unlimited", "inf":
		return Context{endless, true}, nil
	}
	m := contextText().FindStringSubmatch(text)
	if m == nil {
		return Context{}, fmt.Errorf(`is no context length; write tokens, with k (1024) or M (1024 x 1024) where you like, such as "256k", or "infinite"`)
	}
	n, err := whole(m[1], map[string]int64{"": 1, "k": 1 << 10, "m": 1 << 20}[strings.ToLower(m[2])])
	if err == nil && (n < 1 || n > math.MaxInt32) {
		err = fmt.Errorf("must be from 1 to %d tokens", math.MaxInt32)
	}
	return Context{blueprint.Tokens(n), false}, err
}

func parseTokens(text string) (blueprint.Tokens, error) {
	c, err := parseContext(text)
	if err == nil && c.Infinite {
		err = fmt.Errorf("must have an end")
	}
	return c.Tokens, err
}

func parseDuration(text string) (blueprint.Seconds, error) {
	m := durationText().FindStringSubmatch(text)
	if m == nil {
		return 0, fmt.Errorf(`is no length of time; write a number of seconds, minutes, hours, days or weeks, such as "21 days"`)
	}
	n, err := whole(m[1], map[byte]int64{'s': 1, 'm': 60, 'h': 3600, 'd': 86400, 'w': 7 * 86400}[m[2][0]])
	if err == nil && n < 1 {
		err = fmt.Errorf("must be a second or more")
	}
	return blueprint.Seconds(n), err
}

func parseHardware(text string) (Hardware, error) {
	m := hardwareText().FindStringSubmatch(text)
	if m == nil {
		if strings.TrimSpace(text) == "" || text[0] >= '0' && text[0] <= '9' {
			return Hardware{}, fmt.Errorf(`is no hardware; write a number, x and a model, such as "256xA100"`)
		}
		return Hardware{1, text}, nil
	}
	n, err := whole(m[1], 1)
	if err == nil && (n < 1 || n > 1e9) {
		err = fmt.Errorf("must be 1 accelerator or more, and fewer than 10^9")
	}
	return Hardware{n, m[2]}, err
}

var perSecond = map[byte]float64{'s': 1, 'm': 60, 'h': 3600}

func parseThroughput(text string) (Throughput, error) {
	if m := fpsText().FindStringSubmatch(text); m != nil {
		return rate(m[1], 1, "frames")
	}
	if m := clipText().FindStringSubmatch(text); m != nil {
		return Throughput{1 / perSecond[m[2][0]], "clips of " + m[1] + " s"}, nil
	}
	m := throughputText().FindStringSubmatch(text)
	if m == nil {
		return Throughput{}, fmt.Errorf(`is no throughput; write a number, a thing and a time, such as "120 tok/s", "30fps" or "2 img/s"`)
	}
	return rate(m[1], perSecond[m[3][0]], plural(m[2]))
}

func rate(text string, seconds float64, unit string) (Throughput, error) {
	x, err := strconv.ParseFloat(strings.ReplaceAll(text, "_", ""), 64)
	if err != nil || !(x > 0) || x > 1e18 {
		return Throughput{}, fmt.Errorf("must be above 0 and below 10^18")
	}
	return Throughput{x / seconds, unit}, nil
}

func plural(unit string) string {
	switch unit = strings.ToLower(unit); unit {
	case "tok", "token", "toks", "tokens":
		return "tokens"
	case "img", "imgs", "image", "images":
		return "images"
	case "mesh", "meshes":
		return "meshes"
	}
	return strings.TrimSuffix(unit, "s") + "s"
}

func parseDataSize(text string) (DataSize, error) {
	m := dataText().FindStringSubmatch(text)
	if m == nil {
		return DataSize{}, nil // words, such as "unknown but large"
	}
	x, err := strconv.ParseFloat(strings.ReplaceAll(m[1], "_", ""), 64)
	if x *= float64(thousands[strings.ToLower(m[2])]); err != nil || !(x < 1e18) {
		return DataSize{}, fmt.Errorf("is too large")
	}
	unit := strings.ToLower(m[3])
	if unit == "token" {
		unit = "tokens"
	}
	return DataSize{x, unit}, nil
}
