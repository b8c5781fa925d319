package blueprint_test

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/metagen-go/metagen/blueprint"
)

func TestThousands(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0", 7: "7", 999: "999", 1000: "1,000", 12345: "12,345", 999999: "999,999", 6887976960: "6,887,976,960", -1: "-1", -1000: "-1,000", -999: "-999",
		math.MaxInt64: "9,223,372,036,854,775,807", math.MinInt64: "-9,223,372,036,854,775,808",
	} {
		if got := blueprint.Thousands(n); got != want {
			t.Errorf("%d is %q; want %q", n, got, want)
		}
	}
}

func TestShort(t *testing.T) {
	for n, want := range map[blueprint.Params]string{
		0: "0", 1: "1", 999: "999", 1000: "1.00K", 1234: "1.23K", 9994: "9.99K", 9996: "10.0K", 124_439_808: "124.4M", 999_499: "999.5K", 999_500: "1.00M",
		6_887_976_960: "6.89B", 46_702_792_704: "46.7B", 1_500_000_000_000: "1.50T", 12_345_000_000_000_000: "12345.0T",
	} {
		if got := n.Short(); got != want {
			t.Errorf("%d parameters are %q; want %q", n, got, want)
		}
	}
	for n, want := range map[blueprint.Bytes]string{0: "0 B", 512: "512 B", 1024: "1.02 kB", 13_775_953_920: "13.8 GB", 137_438_953_472: "137.4 GB", math.MaxInt64: "9223.4 PB"} {
		if got := n.Short(); got != want {
			t.Errorf("%d bytes are %q; want %q", n, got, want)
		}
	}
	for n, want := range map[blueprint.FLOPs]string{1: "1 FLOPs", 13_400_000_000: "13.4 GFLOPs", math.MaxInt64: "9.22 EFLOPs"} {
		if got := n.Short(); got != want {
			t.Errorf("%d FLOPs are %q; want %q", n, got, want)
		}
	}
}

// TestLabel: a budget is written so that it says what it is, to the last byte.
func TestLabel(t *testing.T) {
	for n, want := range map[blueprint.Bytes]string{
		16e9: "16GB", 1_500_000_000: "1.5GB", 16 << 30: "16GiB", 1 << 10: "1KiB", 1000: "1kB", 512 << 20: "512MiB", 80e9: "80GB", 2e12: "2TB", 999: "999B",
		15_999_999_999: "15,999,999,999B", 0: "0B", math.MaxInt64: "9,223,372,036,854,775,807B",
	} {
		if got := n.Label(); got != want {
			t.Errorf("%d bytes are %q; want %q", n, got, want)
		}
	}
	for n, want := range map[blueprint.Params]string{8e9: "8B", 1_300_000_000: "1.3B", 50e6: "50M", 7_999_999_999: "7,999,999,999", 1500: "1.5K", 12: "12", 1e12: "1T"} {
		if got := n.Label(); got != want {
			t.Errorf("%d parameters are %q; want %q", n, got, want)
		}
	}
}

func TestProduct(t *testing.T) {
	const most = math.MaxInt64
	for _, c := range []struct {
		factors []int64
		want    int64
	}{
		{nil, 1}, {[]int64{3}, 3}, {[]int64{2, 3, 7}, 42}, {[]int64{0, most}, 0}, {[]int64{most, 1}, most}, {[]int64{most, 2}, most},
		{[]int64{1 << 31, 1 << 31}, 1 << 62}, {[]int64{1 << 32, 1 << 31}, most}, {[]int64{1 << 32, 1 << 32}, most}, {[]int64{-1, 2}, most}, {[]int64{most, most, most}, most},
		{[]int64{3037000499, 3037000499}, 9223372030926249001}, {[]int64{3037000500, 3037000500}, most},
	} {
		if got := blueprint.Product(c.factors...); got != c.want {
			t.Errorf("the product of %d is %d; want %d", c.factors, got, c.want)
		}
	}
	for _, c := range []struct {
		terms []int64
		want  int64
	}{{nil, 0}, {[]int64{1, 2, 3}, 6}, {[]int64{most, 1}, most}, {[]int64{most, most, most}, most}, {[]int64{most - 1, 1}, most}} {
		if got := blueprint.Sum(c.terms...); got != c.want {
			t.Errorf("the sum of %d is %d; want %d", c.terms, got, c.want)
		}
	}
	if got := (&blueprint.Param{Shape: []int64{1 << 40, 1 << 40}}).Count(); got != most {
		t.Errorf("a tensor too large to count has %d numbers", got)
	}
	if got := (&blueprint.Param{}).Count(); got != 1 {
		t.Errorf("a scalar has %d numbers", got)
	}
}

// TestShortHasThreeDigits: whatever the number, no unit is passed over and nothing rounds to four digits before its unit.
func TestShortHasThreeDigits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1000, 999_499_999_999_999).Draw(t, "n")
		text := blueprint.Params(n).Short()
		digits := strings.TrimRight(text, "KMBT")
		if whole, _, ok := strings.Cut(digits, "."); !ok || len(digits) < 4 || len(digits) > 5 || len(whole) > 3 || len(text) != len(digits)+1 {
			t.Fatalf("%d is %q", n, text)
		}
	})
}
