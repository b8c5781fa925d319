package ssm_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/norm"
	"github.com/metagen-go/metagen/blueprint/layer/ssm"
)

// small is of width 6, with 8 channels of 3 states; the convolution sees 4 tokens, and steps are of rank 2.
var small = ssm.Dims{Hidden: 6, Inner: 8, State: 3, Kernel: 4, Rank: 2, ConvBias: true}

func normed(d ssm.Dims) ssm.Dims {
	d.Norms = []*blueprint.Node{
		norm.Node("dt_layernorm", &norm.RMS, norm.Dims{Size: 2, Rows: 1}, "x_proj"),
		norm.Node("b_layernorm", &norm.RMS, norm.Dims{Size: 3, Rows: 1}, "x_proj"),
		norm.Node("c_layernorm", &norm.RMS, norm.Dims{Size: 3, Rows: 1}, "x_proj"),
	}
	return d
}

func TestCounts(t *testing.T) {
	biased, bare := small, small
	biased.Bias, bare.ConvBias = true, false
	// A_log 8x3 and D 8; in 6x16, the convolution 8x4 + 8, x 8x8, dt 2x8 + 8, out 8x6.
	for what, c := range map[string]struct {
		dims   ssm.Dims
		params blueprint.Params
	}{
		"plain":               {small, 304},
		"biased":              {biased, 326}, // and 16 + 6
		"without a conv bias": {bare, 296},   // less 8
		"normed":              {normed(small), 312},
	} {
		if got := ssm.Node("mixer", c.dims).Count(); got != c.params {
			t.Errorf("%s: %d parameters; want %d", what, got, c.params)
		}
	}
}

func TestCosts(t *testing.T) {
	for what, c := range map[string]struct {
		dims   ssm.Dims
		tokens int64
		width  int64
		want   blueprint.Cost
	}{
		// FLOPs of 5 tokens: 10 x (6x16 + 8x8 + 2x8 + 8x6) of projections, and 10 x 8x3 of the readout. Saved, in 4 bytes: 5 x (6 into in_proj,
		// 16 out of it, 8 of the gate after its activation, 8 out of the convolution, 8 after its activation, 8 out of x_proj, 2x8 of steps, 8 out of the
		// scan, 8 into out_proj), 8 rows of the convolution's 8 channels, A and exp(A_log) 2x24, and one state of 24. The state: 3 inputs and 3 states of 8 channels.
		"float32": {small, 5, 4, blueprint.Cost{FLOPs: 2480, Backward: 4960, Saved: 4 * (5*86 + 64 + 72), State: 192}},
		// In 2 bytes; but the steps, the scan's output, A, exp(A_log), D and the state in 4.
		"bfloat16": {small, 5, 2, blueprint.Cost{FLOPs: 2480, Backward: 4960, Saved: 2*(5*62+64) + 4*(5*24+72+8), State: 144}},
		// 64 tokens are a chunk, 65 are two: one more state of 24.
		"a chunk":       {small, 64, 4, blueprint.Cost{FLOPs: 31744, Backward: 63488, Saved: 4 * (64*86 + 67*8 + 72), State: 192}},
		"and one token": {small, 65, 4, blueprint.Cost{FLOPs: 32240, Backward: 64480, Saved: 4 * (65*86 + 68*8 + 96), State: 192}},
		// The norms keep their outputs, 8, before they are scaled, and three roots; and 8 after that.
		"normed": {normed(small), 5, 4, blueprint.Cost{FLOPs: 2480, Backward: 4960, Saved: 4 * (5*(86+8+3+8) + 64 + 72), State: 192}},
		// They take a float32 copy of what comes in, which is then not kept itself: 8 more of 4 bytes, and 8 less of 2.
		"normed, bfloat16": {normed(small), 5, 2, blueprint.Cost{FLOPs: 2480, Backward: 4960, Saved: 2*(5*62+64) + 4*(5*(24+16+3)+72+8), State: 144}},
		"one token":        {small, 1, 4, blueprint.Cost{FLOPs: 496, Backward: 992, Saved: 4 * (86 + 32 + 72), State: 192}},
	} {
		if got := ssm.Node("mixer", c.dims).Total(blueprint.Pass{Tokens: c.tokens, Context: c.tokens, Width: c.width}); got != c.want {
			t.Errorf("%s: %+v; want %+v", what, got, c.want)
		}
	}
}

// TestExplained: the equation of a convolution without a bias has none.
func TestExplained(t *testing.T) {
	for _, k := range []*blueprint.Kind{&ssm.Plain, &ssm.Normed} {
		with, without := ssm.Explained(k, true).TeX, ssm.Explained(k, false).TeX
		if with != k.TeX || !strings.Contains(with, `\beta + \sum`) || strings.Contains(without, `\beta + `) || !strings.Contains(without, `\Bigl(\sum`) {
			t.Errorf("%s", without)
		}
	}
}

// TestScan holds the scan, forward and backward, to a recurrence that goes token by token, and its gradients to differences.
func TestScan(t *testing.T) {
	bin := os.Getenv("METAGEN_PYTHON")
	if bin == "" {
		bin, _ = filepath.Abs("../../../.venv/bin/python")
	}
	if err := exec.Command(bin, "-c", "import torch").Run(); err != nil {
		t.Skipf("the scan's own test: %s has no torch: run scripts/test, which installs it", bin)
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(bin, "testdata/scan.py")
	command.Env = append(os.Environ(), "PYTHONPATH="+root, "PYTHONDONTWRITEBYTECODE=1")
	if out, err := command.CombinedOutput(); err != nil || strings.TrimSpace(string(out)) != "the scan is the recurrence" {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestChunks counts chunks of 64 tokens, and those of sequences that are longer than 64 of these.
func TestChunks(t *testing.T) {
	for tokens, want := range map[int64]int64{
		1: 1, 64: 1, 65: 2, 4096: 64,
		4097: 64, 4160: 64, // of 65
		4161: 64,           // of 66: 63 of them are 4,158
		8192: 64, 8200: 64, // of 128; of 129, the last of 73
		4225: 64, // of 67: 63 are 4,221, and 4 more
		4290: 64, // of 68: 63 are 4,284, and 6 more
	} {
		if got := ssm.Chunks(tokens); got != want {
			t.Errorf("%d tokens are %d chunks; want %d", tokens, got, want)
		}
	}
}
