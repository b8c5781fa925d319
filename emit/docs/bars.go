package docs

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/metagen-go/metagen/blueprint"
)

// bar is one module of the figure, or several small ones together.
type bar struct {
	label string
	count blueprint.Params
}

// maxBars is how many modules are drawn by themselves.
const maxBars = 12

// bars lists the modules with parameters of their own, the largest first; those of less than a hundredth come together.
func bars(m *blueprint.Model) []bar {
	var list []bar
	m.Root.Walk(func(path string, times int64, n *blueprint.Node) {
		if own := ownParams(n); own > 0 {
			list = append(list, bar{modulePath(path, n), own * blueprint.Params(times)})
		}
	})
	slices.SortStableFunc(list, func(a, b bar) int { return cmp.Compare(b.count, a.count) })
	shown := 0
	for shown < min(len(list), maxBars) && list[shown].count*100 >= m.Root.Count() {
		shown++
	}
	if len(list)-shown < 2 {
		return list
	}
	rest := bar{label: strconv.Itoa(len(list)-shown) + " smaller modules"}
	for _, b := range list[shown:] {
		rest.count += b.count
	}
	return append(list[:shown:shown], rest)
}

// ownParams counts the parameters that a module holds itself, in one of its places.
func ownParams(n *blueprint.Node) blueprint.Params {
	alone := blueprint.Node{Params: n.Params}
	return alone.Count()
}

// modulePath is how a module is called: its path in the state_dict, and the root by its kind.
func modulePath(path string, n *blueprint.Node) string {
	if path == "" {
		return n.Kind.Name
	}
	return path
}

// parameterFigure draws the parameters by module.
func parameterFigure(m *blueprint.Model) *figure {
	list, total := bars(m), m.Root.Count()
	if total == 0 {
		return nil
	}
	const row, top, inner = 38, 40, figureWidth - 2*margin
	var d drawing
	for i, b := range list {
		y := top + i*row
		count := fmt.Sprintf("%s · %s", blueprint.Thousands(b.count), percent(b.count, total))
		d.text(margin, y+14, "module", "start", b.label, inner-textWidth(count)-8)
		d.text(figureWidth-margin, y+14, "muted", "end", count, 0)
		d.rect(margin, y+20, inner, 8, "track")
		d.rect(margin, y+20, max(1, int(inner*float64(b.count)/float64(total))), 8, "bar")
	}
	alt := fmt.Sprintf("Bars: of the %s parameters, %s has %s", blueprint.Thousands(total), list[0].label, percent(list[0].count, total))
	if len(list) > 1 {
		alt += fmt.Sprintf(", %s %s", list[1].label, percent(list[1].count, total))
	}
	return d.finish("parameters", "Parameters by module", blueprint.Thousands(total)+" in all", alt+". The same numbers stand in the table of modules.", top+len(list)*row+4)
}

// percent writes a share to a tenth of a percent.
func percent(part, whole blueprint.Params) string {
	if whole == 0 {
		return "0%"
	}
	if part > 0 && int64(part) < int64(whole)/2000 {
		return "<0.1%"
	}
	return strconv.FormatFloat(100*float64(part)/float64(whole), 'f', 1, 64) + "%"
}
