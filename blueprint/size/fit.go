package size

import (
	"fmt"
	"sort"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// shape is a width and a depth.
type shape struct{ hidden, layers int64 }

// fit finds the model: the rules' own size, or, under a parameter budget that it breaks, the nearest on the way along the rule's
// aspect ratio hidden/layers. Stated dims are never touched. It returns nil after saying why where nothing legal fits.
func (z *sizer) fit() *blueprint.Model {
	hidden, whyHidden := z.hidden()
	layers, whyLayers := z.layers()
	s := &z.draft.State
	freeHidden, freeLayers := !z.draft.Has("hidden_size"), !z.draft.Has("layers")
	if !freeHidden {
		hidden = int64(s.HiddenSize)
	}
	if !freeLayers {
		layers = int64(s.Layers)
	}
	d, m, problems := z.candidate(hidden, layers, whyHidden, whyLayers)
	way := fitted{problems: problems, shrink: s.ParameterMax > 0}
	if len(problems) == 0 {
		way.start = m.Root.Count()
		if (s.ParameterMax == 0 || way.start <= s.ParameterMax) && way.start >= s.ParameterMin {
			z.draft = d
			return m
		}
		way.shrink = way.start > s.ParameterMin
	}
	switch {
	case way.shrink:
		way.paths = z.down(shape{hidden, layers}, freeHidden, freeLayers)
	case s.ParameterMin > 0:
		way.paths = z.up(shape{hidden, layers}, freeHidden, freeLayers)
	}
	best, ok := z.along(&way)
	if !ok {
		z.nothingFits(&way)
		return nil
	}
	reason := z.budget(way.shrink)
	z.draft, m, _ = z.candidate(best.hidden, best.layers,
		blueprint.Origin(fmt.Sprintf("%s; fitted to %s: %d", whyHidden, reason, best.hidden)),
		blueprint.Origin(fmt.Sprintf("%s; fitted to %s: %d", whyLayers, reason, best.layers)))
	return m
}

// fitted is a search for a shape within a budget.
type fitted struct {
	problems     []blueprint.Problem // of the rules' own size, where that is no legal one
	start        blueprint.Params    // its count, where it is
	shrink       bool                // whether that is too large; otherwise it is too small
	paths        [][]shape           // where to look: a path only where those before it have nothing
	below, above blueprint.Params    // the nearest counts on both sides of the budget that were seen; 0 where none was
}

// along finds the shape within the budget on the first path that has one: the largest count when shrinking, the first when growing.
// Counts do not quite follow widths, since the heads that fit change with them: within a factor of the budget, shapes are looked
// at one by one.
func (z *sizer) along(way *fitted) (best shape, ok bool) {
	s := &z.draft.State
	if way.start > 0 {
		way.note(way.start, s)
	}
	most := blueprint.Params(0)
	for _, path := range way.paths {
		for _, at := range path[z.reached(way, path):] {
			_, m, problems := z.candidate(at.hidden, at.layers, "", "")
			if len(problems) > 0 {
				continue
			}
			n := m.Root.Count()
			switch within := way.note(n, s); {
			case within && !way.shrink:
				return at, true
			case within && n > most:
				best, most = at, n
			}
			if n < most/reach || !way.shrink && s.ParameterMax > 0 && n/reach > s.ParameterMax {
				break
			}
		}
		if most > 0 {
			return best, true
		}
	}
	return shape{}, false
}

// reach is more than counts stray from the order of widths by.
const reach = 4

// reached is the first shape of a path whose count is within reach of the budget; the path's start where there is none.
func (z *sizer) reached(way *fitted, path []shape) int {
	s := &z.draft.State
	first := sort.Search(len(path), func(i int) bool {
		for _, at := range path[i:] { // an illegal shape counts as the next legal one
			if _, m, problems := z.candidate(at.hidden, at.layers, "", ""); len(problems) == 0 {
				n := m.Root.Count()
				return way.shrink && n/reach <= s.ParameterMax || !way.shrink && n >= s.ParameterMin/reach
			}
		}
		return true
	})
	return first % max(len(path), 1)
}

// note reports whether a count is within the budget, and remembers it where it is the nearest outside.
func (way *fitted) note(n blueprint.Params, s *blueprint.State) bool {
	switch {
	case n < s.ParameterMin:
		way.below = max(way.below, n)
	case s.ParameterMax > 0 && n > s.ParameterMax:
		if way.above == 0 || n < way.above {
			way.above = n
		}
	default:
		return true
	}
	return false
}

func (z *sizer) budget(shrink bool) string {
	key, field := "parameter_budget.min", z.spec.Constraints.ParameterBudget.Min
	if shrink {
		key, field = "parameter_budget.max", z.spec.Constraints.ParameterBudget.Max
	}
	return fmt.Sprintf("%s %s (%s:%d)", key, field.Text, z.base, field.Line)
}

// nothingFits says which budget would have done.
func (z *sizer) nothingFits(way *fitted) {
	if len(way.problems) > 0 {
		for _, p := range way.problems {
			z.fail(z.whereOf(p.Key), "%s", p.Text)
		}
		return
	}
	budget := &z.spec.Constraints.ParameterBudget
	field, key := budget.Min, "parameter_budget.min"
	if way.shrink {
		field, key = budget.Max, "parameter_budget.max"
	}
	if len(way.paths) == 0 {
		z.fail(placeOf(field), "the stated dims give %s parameters, outside %s %s: set it to %d, or leave hidden_size or layers to be fitted", blueprint.Thousands(way.start), key, field.Text, way.start)
		return
	}
	var near []string
	if way.below > 0 {
		near = append(near, fmt.Sprintf("%s parameters, which a parameter_budget.min of %d admits", blueprint.Thousands(way.below), way.below))
	}
	if way.above > 0 {
		near = append(near, fmt.Sprintf("%s parameters, which a parameter_budget.max of %d admits", blueprint.Thousands(way.above), way.above))
	}
	z.fail(placeOf(field), "no legal size is within %s %s: the nearest has %s", key, field.Text, strings.Join(near, "; or "))
}

// down lists ever smaller shapes: width and depth together along the aspect ratio until the floor of layers, then width alone. For
// where nothing else is left, each depth below the floor has a path of its own.
func (z *sizer) down(from shape, freeHidden, freeLayers bool) [][]shape {
	floor := min(z.arch.Floor, from.layers)
	switch {
	case freeHidden && freeLayers:
		aspect := float64(from.hidden) / float64(from.layers)
		paths := [][]shape{narrower(from.hidden, func(h int64) int64 { return min(from.layers, max(floor, near(float64(h)/aspect))) })}
		for n := floor - 1; n > 0; n-- {
			paths = append(paths, narrower(from.hidden, func(int64) int64 { return n }))
		}
		return paths
	case freeHidden:
		return [][]shape{narrower(from.hidden, func(int64) int64 { return from.layers })}
	case freeLayers:
		var path []shape
		for n := from.layers - 1; n > 0; n-- {
			path = append(path, shape{from.hidden, n})
		}
		return [][]shape{path}
	}
	return nil
}

// narrower lists the widths below one, each with its depth.
func narrower(hidden int64, layers func(hidden int64) int64) []shape {
	var path []shape
	for h := below(hidden); h > 0; h = below(h) {
		path = append(path, shape{h, layers(h)})
	}
	return path
}

// up lists ever larger shapes likewise.
func (z *sizer) up(from shape, freeHidden, freeLayers bool) [][]shape {
	const widest, deepest = 1 << 17, 1 << 12
	var path []shape
	switch {
	case freeHidden:
		aspect := float64(from.hidden) / float64(from.layers)
		for h := above(from.hidden); h <= widest; h = above(h) {
			n := from.layers
			if freeLayers {
				n = max(n, near(float64(h)/aspect))
			}
			path = append(path, shape{h, n})
		}
	case freeLayers:
		for n := from.layers + 1; n <= deepest; n++ {
			path = append(path, shape{from.hidden, n})
		}
	default:
		return nil
	}
	return [][]shape{path}
}

func below(h int64) int64 { return (h - 1) / step(h) * step(h) }

func above(h int64) int64 { return (h/step(h+1) + 1) * step(h+1) }
