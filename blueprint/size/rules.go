package size

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
)

// The sizing rules of the seed document, to the letter.

// hidden is the rule for hidden_size: 4096 for family transformer, else 2048; halved if latency is real-time or the device is
// edge or cpu, otherwise half as much again on a datacenter_gpu.
func (z *sizer) hidden() (int64, blueprint.Origin) {
	s := &z.draft.State
	base, rule := int64(2048), fmt.Sprintf("rule hidden/%s: 2048", s.Family)
	if s.Family == "transformer" {
		base, rule = 4096, "rule hidden/transformer: 4096"
	}
	switch {
	case s.Latency == "real-time":
		base, rule = base/2, rule+z.because(" x 0.5, latency real-time", "latency")
	case s.Device == "edge" || s.Device == "cpu":
		base, rule = base/2, rule+z.because(fmt.Sprintf(" x 0.5, device %s", s.Device), "device")
	case s.Device == "datacenter_gpu":
		base, rule = base*3/2, rule+z.because(" x 1.5, device datacenter_gpu", "device")
	case s.Device != "":
		rule += z.because(fmt.Sprintf("; device %s", s.Device), "device") + " leaves it"
	}
	return base, blueprint.Origin(rule)
}

// layers is the rule for layers: 32 for family transformer, else 24; 8 more for domain video, 4 fewer for audio; if the name
// has "tiny", 0.6 of that and at least 12.
func (z *sizer) layers() (int64, blueprint.Origin) {
	s := &z.draft.State
	n, rule := int64(24), fmt.Sprintf("rule layers/%s: 24", s.Family)
	if s.Family == "transformer" {
		n, rule = 32, "rule layers/transformer: 32"
	}
	switch s.Domain {
	case "video":
		n, rule = n+8, rule+z.because(" + 8, domain video", "domain")
	case "audio":
		n, rule = n-4, rule+z.because(" - 4, domain audio", "domain")
	}
	if strings.Contains(string(s.Name), "tiny") {
		n = max(12, int64(float64(n)*0.6))
		rule += z.because(fmt.Sprintf("; the name has tiny: max(12, 0.6 of it) = %d", n), "name")
	}
	return n, blueprint.Origin(rule)
}

func (z *sizer) because(text, key string) string {
	if p, ok := z.at[key]; ok {
		return fmt.Sprintf("%s (%s:%d)", text, z.base, p.line)
	}
	return text
}

// candidate is the draft at a width and a depth: heads by their rule, the rest derived. The problems are those of the draft with the
// most heads that divide the width.
func (z *sizer) candidate(hidden, layers int64, why, whyLayers blueprint.Origin) (*blueprint.Draft, *blueprint.Model, []blueprint.Problem) {
	d := z.draft.Clone()
	d.Default("hidden_size", hidden, why)
	d.Default("layers", layers, whyLayers)
	width := int64(d.State.HiddenSize)
	if d.Has("heads") || !slices.Contains(z.arch.Fields, "heads") {
		if n := int64(d.State.Heads); n > 0 && width%n != 0 && !d.Has("head_dim") {
			text := fmt.Sprintf("heads %d does not divide hidden_size %d: state a head_dim, or heads that divide it", n, width)
			return d, nil, []blueprint.Problem{{Key: "heads", Text: text}}
		}
		return z.finish(d)
	}
	rule := max(8, width/256)
	var first []blueprint.Problem
	for n := rule; n > 0; n-- {
		if width%n != 0 && !d.Has("head_dim") {
			continue
		}
		try := d.Clone()
		origin := fmt.Sprintf("rule heads: max(8, %d/256)", width)
		if n != rule {
			origin += fmt.Sprintf(" = %d, lowered to a number that fits", rule)
		}
		try.Put("heads", n, blueprint.Origin(origin))
		done, m, problems := z.finish(try)
		if len(problems) == 0 {
			return done, m, nil
		}
		if first == nil {
			first = problems
		}
	}
	return d, nil, first
}

func (z *sizer) finish(d *blueprint.Draft) (*blueprint.Draft, *blueprint.Model, []blueprint.Problem) {
	z.arch.Derive(d)
	m, problems := arch.Tree(d.State)
	return d, m, problems
}

// step is the grid of widths: multiples of 64, of 16 below 256.
func step(hidden int64) int64 {
	if hidden <= 256 {
		return 16
	}
	return 64
}

func near(x float64) int64 { return int64(math.Round(x)) }
