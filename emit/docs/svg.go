package docs

import (
	_ "embed"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/metagen-go/metagen/blueprint"
)

// Drawn by hand, because the plotting libraries for Go do not fit: gonum/plot brings nine requirements with it, go-chart takes 14 ms a
// chart, and neither follows a page into the dark.

// figureCSS styles the figures; the report has it once, each file its own.
//
//go:embed figure.css
var figureCSS string

// figure is a drawing, made to be read at its own size and on a narrow screen.
type figure struct {
	name string // of its file, without ".svg"
	alt  string // what it shows, in words
	body string // the <svg> element, without its style
}

// file is the figure on its own.
func (f *figure) file(m *blueprint.Model) []byte {
	open, rest, _ := strings.Cut(f.body, ">")
	return []byte("<!-- " + mark(m) + " -->\n" + open + "><style>" + figureCSS + "</style>" + rest + "\n")
}

// figureWidth is that of every figure, in the unit of its fonts: pixels.
const figureWidth = 440

// drawing is a figure in the making. Every coordinate is a whole pixel.
type drawing struct{ b strings.Builder }

// finish is the figure with its frame: a title and a description for those who hear it, and a ground of its own, since a
// page may be light or dark. heading stands on it, above what was drawn.
func (d *drawing) finish(name, heading, note, alt string, height int) *figure {
	var b strings.Builder
	size := strconv.Itoa(figureWidth) + ` ` + strconv.Itoa(height)
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" class="metagen-figure" viewBox="0 0 ` + size + `" width="` + strconv.Itoa(figureWidth) + `" height="` + strconv.Itoa(height) + `" role="img" aria-labelledby="` + name + `-title ` + name + `-desc">`)
	b.WriteString(`<title id="` + name + `-title">` + markup.Replace(heading) + `</title><desc id="` + name + `-desc">` + markup.Replace(visible(oneLine(alt))) + "</desc>\n")
	b.WriteString(`<rect class="ground" width="` + strconv.Itoa(figureWidth) + `" height="` + strconv.Itoa(height) + "\" rx=\"6\"/>\n")
	head := drawing{}
	head.text(margin, 24, "heading", "start", heading, 0)
	head.text(figureWidth-margin, 24, "muted", "end", note, 0)
	b.WriteString(head.b.String())
	b.WriteString(d.b.String())
	b.WriteString("</svg>")
	return &figure{name, alt, b.String()}
}

// margin is what a figure leaves free at its sides.
const margin = 14

// text writes a text at a baseline, cut in its middle to a width in pixels; 0 is any. Class small is of narrower letters.
func (d *drawing) text(x, y int, class, anchor, text string, width int) {
	text = oneLine(visible(text))
	d.b.WriteString(`<text class="` + class + `" x="` + strconv.Itoa(x) + `" y="` + strconv.Itoa(y) + `" text-anchor="` + anchor + `">`)
	short := text
	if class == "small" {
		width = width * 6 / 5
	}
	if width > 0 {
		short = clip(text, width)
	}
	if short != text {
		d.b.WriteString("<title>" + markup.Replace(text) + "</title>")
	}
	d.b.WriteString(markup.Replace(short) + "</text>\n")
}

func (d *drawing) rect(x, y, width, height int, class string) {
	d.b.WriteString(`<rect class="` + class + `" x="` + strconv.Itoa(x) + `" y="` + strconv.Itoa(y) + `" width="` + strconv.Itoa(width) + `" height="` + strconv.Itoa(height) + "\" rx=\"3\"/>\n")
}

// point is a place in a drawing.
type point struct{ x, y int }

// line draws through points.
func (d *drawing) line(class string, points ...point) {
	d.b.WriteString(`<polyline class="` + class + `" points="`)
	for i, p := range points {
		if i > 0 {
			d.b.WriteByte(' ')
		}
		d.b.WriteString(strconv.Itoa(p.x) + "," + strconv.Itoa(p.y))
	}
	d.b.WriteString("\"/>\n")
}

// arrow draws through points, with a head at the last.
func (d *drawing) arrow(class string, points ...point) {
	d.line(class, points...)
	end, from := points[len(points)-1], points[len(points)-2]
	left, right := point{end.x - 3, end.y - 5}, point{end.x + 3, end.y - 5}
	if from.x > end.x {
		left, right = point{end.x + 5, end.y - 3}, point{end.x + 5, end.y + 3}
	}
	d.b.WriteString(`<polygon class="head" points="`)
	for _, p := range []point{end, left, right} {
		d.b.WriteString(strconv.Itoa(p.x) + "," + strconv.Itoa(p.y) + " ")
	}
	d.b.WriteString("\"/>\n")
}

// textWidth is about how wide a text is in pixels, rather more than less: the reader's fonts are not known.
func textWidth(text string) int {
	tenths := 0
	for _, r := range text {
		tenths += runeWidth(r)
	}
	return (tenths + 9) / 10
}

func runeWidth(r rune) int {
	if r >= 0x1100 {
		return 135
	}
	return 76
}

// clip cuts a text in its middle, where that takes more than a width.
func clip(text string, width int) string {
	if textWidth(text) <= width {
		return text
	}
	room := width*10 - runeWidth('.')
	head, tail := 0, len(text)
	for turn := 0; head < tail; turn++ {
		next, size := utf8.DecodeRuneInString(text[head:tail])
		if turn%2 == 1 {
			next, size = utf8.DecodeLastRuneInString(text[head:tail])
		}
		if room -= runeWidth(next); room < 0 {
			break
		}
		if turn%2 == 0 {
			head += size
		} else {
			tail -= size
		}
	}
	return text[:head] + "…" + text[tail:]
}
