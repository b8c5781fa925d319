package docs

import (
	"bytes"
	_ "embed"
	"strconv"
	"strings"
)

//go:embed report.css
var css string

// html writes the body of a page that is HTML and well-formed XML at once.
type html struct {
	b        bytes.Buffer
	contents []string // the headings of level 2, in order
}

// anchor is the id of the nth heading of level 2.
func anchor(n int) string { return "section-" + strconv.Itoa(n) }

func (w *html) heading(level int, text string) {
	tag := "h" + strconv.Itoa(level)
	w.b.WriteString("<" + tag)
	if level == 2 {
		w.contents = append(w.contents, text)
		w.b.WriteString(` id="` + anchor(len(w.contents)) + `"`)
	}
	w.b.WriteString(">")
	w.text(oneLine(text))
	w.b.WriteString("</" + tag + ">\n")
}

func (w *html) para(parts ...span) {
	w.b.WriteString("<p>")
	w.spans(parts)
	w.b.WriteString("</p>\n")
}

func (w *html) list(items ...[]span) {
	w.b.WriteString("<ul>\n")
	for _, item := range items {
		w.b.WriteString("<li>")
		w.spans(item)
		w.b.WriteString("</li>\n")
	}
	w.b.WriteString("</ul>\n")
}

func (w *html) table(t table) {
	caption := markup.Replace(t.caption)
	w.b.WriteString(`<div class="scroll" role="region" tabindex="0" aria-label="` + caption + "\"><table>\n<caption>" + caption + "</caption>\n<thead><tr>")
	for i, name := range t.head {
		w.b.WriteString(`<th scope="col"` + side(t.align[i]) + ">")
		w.text(name)
		w.b.WriteString("</th>")
	}
	w.b.WriteString("</tr></thead>\n<tbody>\n")
	for _, row := range t.rows {
		w.b.WriteString("<tr>")
		for i, cell := range row {
			open, end := "<td"+side(t.align[i])+">", "</td>"
			if i == 0 {
				open, end = `<th scope="row">`, "</th>"
			}
			w.b.WriteString(open)
			w.spans(cell)
			w.b.WriteString(end)
		}
		w.b.WriteString("</tr>\n")
	}
	w.b.WriteString("</tbody></table></div>\n")
}

func side(align byte) string {
	if align == 'r' {
		return ` class="number"`
	}
	return ""
}

func (w *html) code(language, text string) {
	w.b.WriteString(`<pre tabindex="0"><code class="language-` + language + `">`)
	w.b.WriteString(markup.Replace(visible(text)))
	w.b.WriteString("</code></pre>\n")
}

func (w *html) figure(f *figure) {
	w.b.WriteString("<figure>")
	w.b.WriteString(f.body)
	w.b.WriteString("<figcaption>")
	w.text(f.alt)
	w.b.WriteString("</figcaption></figure>\n")
}

func (w *html) spans(parts []span) {
	for _, s := range parts {
		open, end := "", ""
		switch s.style {
		case strongText:
			open, end = "<strong>", "</strong>"
		case codeText:
			open, end = "<code>", "</code>"
		case linkText:
			open, end = `<a href="`+markup.Replace(visible(s.url))+`">`, "</a>"
		}
		w.b.WriteString(open)
		w.text(s.text)
		w.b.WriteString(end)
	}
}

// text writes a text so that HTML shows it as it is. A line break becomes a <br/>.
func (w *html) text(text string) {
	text = markup.Replace(visible(text))
	if strings.Contains(text, "\n") {
		text = strings.ReplaceAll(text, "\n", "<br/>")
	}
	w.b.WriteString(text)
}

// markup escapes for HTML, XML and SVG alike, in text and between double quotes.
var markup = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;")
