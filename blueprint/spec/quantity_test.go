package spec

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/metagen-go/metagen/blueprint"
)

// asked is parse, as the number that a text stands for, or the error.
func asked[T ~int64](parse func(string) (T, error)) func(string) (int64, error) {
	return func(text string) (int64, error) { n, err := parse(text); return int64(n), err }
}

var quantities = map[string]struct {
	parse func(string) (int64, error)
	good  map[string]int64
	bad   map[string]string // and what is said of it
}{
	"parameters": {
		asked(parseParams),
		map[string]int64{
			"8B": 8e9, "8b": 8e9, "1.5T": 15e11, "50M": 50e6, "7k": 7000, "7 K": 7000, "1": 1, "6_887_976_960": 6887976960, "6.88797696B": 6887976960,
			"1e9": 1e9, "2.5e3K": 2500000, "8.030261248B": 8030261248, "123456789.012345678B": 123456789012345678, "4611686018427387904": 1 << 62, "0.001K": 1,
		},
		map[string]string{
			"": "is no quantity", "eight": "is no quantity", "-1": "is no quantity", "8Q": "is no quantity", "8 B B": "is no quantity", "B": "is no quantity", "8,000": "is no quantity",
			"+8": "is no quantity", "0x10": "is no quantity", "_8": "is no quantity", "8.B": "is no quantity", ".5B": "is no quantity", "８B": "is no quantity", "nan": "is no quantity", "8B\n": "is no quantity",
			"0": "must be 1 or more", "0.0B": "must be 1 or more", "1.5": "is no whole number", "1.0000000001B": "is no whole number", "1e-9": "is no whole number", "1e-999999999": "is no whole number",
			"1e99": "is too large", "9223372036854775807": "is too large", "1e999999999": "is too large", "8000000000T": "is too large", strings.Repeat("9", 1000): "is too large",
		},
	},
	"bytes": {
		asked(parseBytes),
		map[string]int64{
			"16GB": 16e9, "16 GB": 16e9, "16gb": 16e9, "16GiB": 17179869184, "1KiB": 1024, "1kB": 1000, "1KB": 1000, "512MB": 512e6, "512MiB": 536870912, "2TB": 2e12, "2TiB": 2199023255552, "100B": 100, "1.5GB": 15e8, "0.5GiB": 536870912,
		},
		map[string]string{
			"16": "is no size", "16G": "is no size", "16XB": "is no size", "GB": "is no size", "16iB": "is no size", "16Gb/s": "is no size", "-1GB": "is no size", "16 G B": "is no size",
			"0GB": "must be 1 byte or more", "0.1B": "is no whole number", "9000000TiB": "is too large",
		},
	},
	"contexts": {
		func(text string) (int64, error) { c, err := parseContext(text); return int64(c.Tokens), err },
		map[string]int64{
			"256k": 262144, "256K": 262144, "8192": 8192, "1M": 1048576, "1m": 1048576, "4k tokens": 4096, "2048 tokens": 2048, "0.5k": 512, "infinite": 1048576, "∞": 1048576, "Unlimited": 1048576, "2147483647": math.MaxInt32,
		},
		map[string]string{
			"": "is no context length", "256kb": "is no context length", "k": "is no context length", "-5k": "is no context length", "1G": "is no context length", "forever": "is no context length",
			"0": "must be from 1 to 2147483647 tokens", "2147483648": "must be from 1 to 2147483647 tokens", "2048M": "must be from 1 to 2147483647 tokens", "0.1k": "is no whole number",
		},
	},
	"sequence lengths": {
		asked(parseTokens), map[string]int64{"4k": 4096, "512": 512}, map[string]string{"infinite": "must have an end", "long": "is no context length"},
	},
	"durations": {
		asked(parseDuration),
		map[string]int64{"21 days": 1814400, "1 day": 86400, "2h": 7200, "90 min": 5400, "90s": 90, "1.5 hours": 5400, "2 weeks": 1209600, "3w": 1814400, "0.5d": 43200, "1 second": 1},
		map[string]string{"": "is no length of time", "21": "is no length of time", "3 months": "is no length of time", "days": "is no length of time", "-1 day": "is no length of time", "0 days": "must be a second or more", "0.3s": "is no whole number", "1e30 weeks": "is too large"},
	},
	"accelerators": {
		func(text string) (int64, error) { h, err := parseHardware(text); return h.Count, err },
		map[string]int64{"256xA100": 256, "8 x H100": 8, "1xMPS": 1, "A100": 1, "4X RTX 4090": 4, "Apple M2": 1},
		map[string]string{"": "is no hardware", " ": "is no hardware", "8": "is no hardware", "8x": "is no hardware", "0xA100": "must be 1 accelerator or more", "99999999999xA100": "must be 1 accelerator or more", "99999999999999999999xA100": "is too large"},
	},
}

func TestQuantities(t *testing.T) {
	for kind, c := range quantities {
		for text, want := range c.good {
			if got, err := c.parse(text); err != nil || got != want {
				t.Errorf("%s: %q is %d, %v; want %d", kind, text, got, err, want)
			}
		}
		for text, want := range c.bad {
			if got, err := c.parse(text); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %q is %d, %v; want %s", kind, text, got, err, want)
			}
		}
	}
}

func TestThroughputs(t *testing.T) {
	for text, want := range map[string]Throughput{
		"120 tok/s": {120, "tokens"}, "120 tokens/second": {120, "tokens"}, "30fps": {30, "frames"}, "2 img/s": {2, "images"}, "90 images/min": {1.5, "images"},
		"7200 req/h": {2, "reqs"}, "30s clip/min": {1.0 / 60, "clips of 30 s"}, "1.5 mesh/s": {1.5, "meshes"}, "5 users/s": {5, "users"},
	} {
		if got, err := parseThroughput(text); err != nil || got != want {
			t.Errorf("%q is %+v, %v; want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "fast", "120", "120 tok", "120/s", "-1 tok/s", "0 tok/s", "1e400 tok/s", "1e19 tok/s", "120 tok/fortnight", "tok/s", "NaN tok/s"} {
		if got, err := parseThroughput(text); err == nil {
			t.Errorf("%q is %+v", text, got)
		}
	}
}

func TestDataSizes(t *testing.T) {
	for text, want := range map[string]DataSize{
		"2T tokens": {2e12, "tokens"}, "300B tokens": {3e11, "tokens"}, "1 token": {1, "tokens"}, "50k images": {50000, "images"}, "1.5M": {1.5e6, ""},
		"unknown": {}, "about a lot": {}, "2TB": {}, "": {},
	} {
		if got, err := parseDataSize(text); err != nil || got != want {
			t.Errorf("%q is %+v, %v; want %+v", text, got, err, want)
		}
	}
	if got, err := parseDataSize("1e30T tokens"); err == nil {
		t.Errorf("too much data is %+v", got)
	}
}

// unit is a way to write a quantity, and what it scales by.
type unit struct {
	name  string
	scale int64
}

// written draws a quantity and a text for it: digits by hand, with a decimal point where the unit leaves a fraction that ends.
func written(t *rapid.T, most int64, units []unit) (int64, string) {
	u := rapid.SampledFrom(units).Draw(t, "unit")
	thousandths := rapid.Int64Range(1, most/u.scale*1000).Draw(t, "thousandths")
	if u.scale%1000 != 0 {
		step := 1000 / gcd(u.scale, 1000)
		thousandths = (thousandths + step - 1) / step * step
	}
	text := fmt.Sprintf("%d", thousandths/1000)
	if rest := thousandths % 1000; rest != 0 {
		text += strings.TrimRight(fmt.Sprintf(".%03d", rest), "0")
	}
	return thousandths/1000*u.scale + thousandths%1000*u.scale/1000, text + rapid.SampledFrom([]string{"", " "}).Draw(t, "space") + u.name
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func TestQuantitiesRoundTrip(t *testing.T) {
	for kind, c := range map[string]struct {
		most  int64
		units []unit
	}{
		"parameters": {1 << 50, []unit{{"", 1}, {"K", 1e3}, {"k", 1e3}, {"M", 1e6}, {"B", 1e9}, {"T", 1e12}}},
		"bytes":      {1 << 50, []unit{{"B", 1}, {"kB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12}, {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"TiB", 1 << 40}}},
		"contexts":   {math.MaxInt32, []unit{{"", 1}, {"k", 1 << 10}, {"K", 1 << 10}, {"M", 1 << 20}, {"k tokens", 1 << 10}}},
		"durations":  {1 << 40, []unit{{"s", 1}, {"minutes", 60}, {"min", 60}, {"h", 3600}, {"days", 86400}, {"weeks", 604800}}},
	} {
		parse := quantities[kind].parse
		t.Run(kind, rapid.MakeCheck(func(t *rapid.T) {
			want, text := written(t, c.most, c.units)
			if got, err := parse(text); want >= 1 && want <= c.most && (err != nil || got != want) {
				t.Fatalf("%q is %d, %v; want %d", text, got, err, want)
			}
		}))
	}
}

// TestLabelsReadBack: a budget as it is printed can be copied into a spec, where it is short.
func TestLabelsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 1<<55).Draw(t, "n")
		for label, parse := range map[string]func(string) (int64, error){
			blueprint.Params(n).Label(): asked(parseParams), blueprint.Bytes(n).Label(): asked(parseBytes),
		} {
			if got, err := parse(strings.ReplaceAll(label, ",", "")); err != nil || got != n {
				t.Fatalf("%d is written %q, which is read as %d, %v", n, label, got, err)
			}
		}
	})
}

// TestNonsenseIsNoQuantity: what is not a number with at most a unit is refused, never read as something near.
func TestNonsenseIsNoQuantity(t *testing.T) {
	for kind, c := range quantities {
		if kind == "accelerators" { // takes any text for a model
			continue
		}
		t.Run(kind, rapid.MakeCheck(func(t *rapid.T) {
			text := rapid.StringMatching(`[a-zA-Z !-/:-@\[-~]*[g-ln-su-zG-JL-SU-Z!-,/:-@\[-~][a-zA-Z]*[0-9]+`).Draw(t, "text")
			if got, err := c.parse(text); err == nil {
				t.Fatalf("%q is %d", text, got)
			}
		}))
	}
}
