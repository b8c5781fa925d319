package docs

import (
	"fmt"
	"math"
	"strconv"

	"github.com/metagen-go/metagen/blueprint"
)

// cacheAt is the bytes of keys and values after so many tokens of one sequence.
func cacheAt(m *blueprint.Model, tokens int64) blueprint.Bytes {
	return m.Root.Total(blueprint.Pass{Tokens: 1, Context: tokens, Width: m.State.Width()}).KVCache
}

// curve is one line of the memory figure.
type curve struct {
	class, label string
	bytes        []blueprint.Bytes // at each context; one where it is the same at all
}

// plot maps contexts and bytes to pixels, both on logarithmic scales: a budget and a cache may be a thousand times apart.
type plot struct {
	minX, maxX, minY, maxY   float64
	left, right, top, bottom int
}

func (p *plot) x(tokens int64) int {
	return p.left + int(math.Round(float64(p.right-p.left)*position(float64(tokens), p.minX, p.maxX)))
}

func (p *plot) y(bytes float64) int {
	return p.bottom - int(math.Round(float64(p.bottom-p.top)*position(bytes, p.minY, p.maxY)))
}

func position(x, from, to float64) float64 {
	return min(1, max(0, math.Log(x/from)/math.Log(to/from)))
}

// memoryFigure draws what weights and KV cache take as the context grows, against the budget; nil where nothing is cached.
func memoryFigure(m *blueprint.Model) *figure {
	s := &m.State
	contexts := contextsTo(int64(s.MaxSeqLen))
	if s.KVCacheBytes <= 0 || s.WeightBytes <= 0 || len(contexts) < 2 {
		return nil
	}
	cache, total := make([]blueprint.Bytes, len(contexts)), make([]blueprint.Bytes, len(contexts))
	for i, tokens := range contexts {
		cache[i] = cacheAt(m, tokens)
		total[i] = min(s.WeightBytes, math.MaxInt64-cache[i]) + cache[i]
	}
	last := len(contexts) - 1
	curves := []curve{
		{"total", "weights and KV cache, " + total[last].Short(), total},
		{"cache", "KV cache, " + s.KVCacheBytes.Short(), cache},
		{"weights", "weights, " + s.WeightBytes.Short(), []blueprint.Bytes{s.WeightBytes}},
	}
	if s.MemoryBudget > 0 {
		curves = append(curves, curve{"budget", "budget, " + s.MemoryBudget.Label(), []blueprint.Bytes{s.MemoryBudget}})
	}
	var d drawing
	p := plotOf(contexts, curves)
	p.legend(&d, curves)
	p.grid(&d, contexts)
	for _, c := range curves {
		points := []point{{p.left, p.y(float64(c.bytes[0]))}, {p.right, p.y(float64(c.bytes[0]))}}
		if len(c.bytes) > 1 {
			points = points[:0]
			for i, b := range c.bytes {
				points = append(points, point{p.x(contexts[i]), p.y(float64(b))})
			}
		}
		d.line(c.class, points...)
	}
	d.text(figureWidth/2, p.bottom+36, "muted", "middle", "tokens of context, one sequence (logarithmic scales)", 0)
	alt := fmt.Sprintf("Lines: memory as the context grows to %s tokens. The weights take %s at any length, the KV cache up to %s, both together up to %s",
		blueprint.Thousands(s.MaxSeqLen), s.WeightBytes.Short(), s.KVCacheBytes.Short(), total[last].Short())
	if s.MemoryBudget > 0 {
		alt += "; the budget is " + s.MemoryBudget.Label()
	}
	return d.finish("memory", "Memory by context", "computed, "+string(s.Precision), alt+".", p.bottom+50)
}

// contextsTo lists the contexts to draw: powers of two up to the longest, eleven at most, and the longest.
func contextsTo(longest int64) []int64 {
	var list []int64
	for tokens := int64(1); tokens < longest && tokens > 0; tokens *= 2 {
		list = append(list, tokens)
	}
	return append(list[max(0, len(list)-10):], longest)
}

// plotOf makes the scales: from the least cache or weight to the most, in whole powers of ten.
func plotOf(contexts []int64, curves []curve) *plot {
	low, high := math.Inf(1), 1.0
	for _, c := range curves {
		for _, b := range c.bytes {
			low, high = min(low, float64(b)), max(high, float64(b))
		}
	}
	return &plot{
		minX: float64(contexts[0]), maxX: float64(contexts[len(contexts)-1]),
		minY: math.Pow10(int(math.Floor(math.Log10(max(1, low))))), maxY: math.Pow10(int(math.Floor(math.Log10(high))) + 1),
		left: 62, right: figureWidth - margin - 8, top: 50 + 18*len(curves), bottom: 260 + 18*len(curves),
	}
}

func (p *plot) legend(d *drawing, curves []curve) {
	for i, c := range curves {
		y := 48 + 18*i
		d.line(c.class, point{p.left, y - 4}, point{p.left + 30, y - 4})
		d.text(p.left+38, y, "plain", "start", c.label, p.right-p.left-38)
	}
}

// grid draws a line for each power of ten of bytes, and marks every other context.
func (p *plot) grid(d *drawing, contexts []int64) {
	for y := p.minY; y <= p.maxY*1.5; y *= 10 {
		d.line("grid", point{p.left, p.y(y)}, point{p.right, p.y(y)})
		d.text(p.left-6, p.y(y)+4, "small", "end", blueprint.Bytes(y).Label(), 0)
	}
	last := len(contexts) - 1
	for i := last; i >= 0; i -= 2 {
		d.line("grid", point{p.x(contexts[i]), p.top}, point{p.x(contexts[i]), p.bottom})
		d.text(p.x(contexts[i]), p.bottom+16, "small", "middle", contextLabel(contexts[i]), 0)
	}
}

// contextLabel writes a context as specs do: k is 1024 tokens.
func contextLabel(tokens int64) string {
	switch {
	case tokens >= 1<<20 && tokens%(1<<20) == 0:
		return strconv.FormatInt(tokens>>20, 10) + "M"
	case tokens >= 1024 && tokens%1024 == 0:
		return strconv.FormatInt(tokens>>10, 10) + "k"
	}
	return strconv.FormatInt(tokens, 10)
}
