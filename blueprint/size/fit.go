package size

import (
	"fmt"
	"sort"

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
	if len(problems) > 0 {
		for _, p := range problems {
			z.fail(z.whereOf(p.Key), "%s", p.Text)
		}
		return nil
	}
	count := m.Root.Count()
	var path []shape
	switch {
	case s.ParameterMax > 0 && count > s.ParameterMax:
		path = z.down(shape{hidden, layers}, freeHidden, freeLayers)
	case count < s.ParameterMin:
		path = z.up(shape{hidden, layers}, freeHidden, freeLayers)
	default:
		z.draft = d
		return m
	}
	return z.along(path, count, whyHidden, whyLayers)
}

// along takes the first shape of a path that is within the budget; counts on the path go one way, so that a binary search finds it.
func (z *sizer) along(path []shape, start blueprint.Params, whyHidden, whyLayers blueprint.Origin) *blueprint.Model {
	s := &z.draft.State
	shrink := start > s.ParameterMin && s.ParameterMax > 0 && start > s.ParameterMax
	reason := z.budget(shrink)
	try := func(i int) (*blueprint.Draft, *blueprint.Model) {
		d, m, problems := z.candidate(path[i].hidden, path[i].layers,
			blueprint.Origin(fmt.Sprintf("%s; fitted to %s: %d", whyHidden, reason, path[i].hidden)),
			blueprint.Origin(fmt.Sprintf("%s; fitted to %s: %d", whyLayers, reason, path[i].layers)))
		if len(problems) > 0 {
			return nil, nil
		}
		return d, m
	}
	within := func(n blueprint.Params) bool {
		if shrink {
			return n <= s.ParameterMax
		}
		return n >= s.ParameterMin
	}
	last := start
	first := sort.Search(len(path), func(i int) bool {
		for ; i < len(path); i++ { // an illegal shape counts as the next legal one
			if _, m := try(i); m != nil {
				return within(m.Root.Count())
			}
		}
		return true
	})
	for i := first; i < len(path); i++ {
		d, m := try(i)
		if m == nil {
			continue
		}
		if last = m.Root.Count(); last >= s.ParameterMin && (s.ParameterMax == 0 || last <= s.ParameterMax) {
			z.draft = d
			return m
		}
		break
	}
	z.nothingFits(path, shrink, start, last)
	return nil
}

func (z *sizer) budget(shrink bool) string {
	key, field := "parameter_budget.min", z.spec.Constraints.ParameterBudget.Min
	if shrink {
		key, field = "parameter_budget.max", z.spec.Constraints.ParameterBudget.Max
	}
	return fmt.Sprintf("%s %s (%s:%d)", key, field.Text, z.base, field.Line)
}

func (z *sizer) nothingFits(path []shape, shrink bool, start, last blueprint.Params) {
	field, key := z.spec.Constraints.ParameterBudget.Min, "parameter_budget.min"
	if shrink {
		field, key = z.spec.Constraints.ParameterBudget.Max, "parameter_budget.max"
	}
	if len(path) == 0 {
		z.fail(placeOf(field), "the stated dims give %s parameters, outside %s %s: set it to %s, or leave hidden_size or layers to be fitted", blueprint.Thousands(start), key, field.Text, blueprint.Thousands(start))
		return
	}
	z.fail(placeOf(field), "no legal size is within %s %s: the nearest has %s parameters; set the budget to admit it, or state fewer dims", key, field.Text, blueprint.Thousands(last))
}

// down lists ever smaller shapes: width and depth together along the aspect ratio until the floor of layers, then width alone, and
// below the floor only where nothing else is left.
func (z *sizer) down(from shape, freeHidden, freeLayers bool) []shape {
	floor := min(z.arch.Floor, from.layers)
	var path []shape
	switch {
	case freeHidden && freeLayers:
		aspect := float64(from.hidden) / float64(from.layers)
		for h := below(from.hidden); h > 0; h = below(h) {
			path = append(path, shape{h, min(from.layers, max(floor, near(float64(h)/aspect)))})
		}
		for n := floor - 1; n > 0; n-- {
			path = append(path, shape{16, n})
		}
	case freeHidden:
		for h := below(from.hidden); h > 0; h = below(h) {
			path = append(path, shape{h, from.layers})
		}
	case freeLayers:
		for n := from.layers - 1; n > 0; n-- {
			path = append(path, shape{from.hidden, n})
		}
	}
	return path
}

// up lists ever larger shapes likewise.
func (z *sizer) up(from shape, freeHidden, freeLayers bool) []shape {
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
	}
	return path
}

func below(h int64) int64 { return (h - 1) / step(h) * step(h) }

func above(h int64) int64 { return (h/step(h+1) + 1) * step(h+1) }
