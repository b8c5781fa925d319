package docs

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// markdown writes GitHub's Markdown, which Hugging Face reads too.
type markdown struct{ b bytes.Buffer }

// newMarkdown begins a document of about so many bytes.
func newMarkdown(about int) *markdown {
	w := &markdown{}
	w.b.Grow(about)
	return w
}

func (w *markdown) heading(level int, text string) {
	w.gap()
	w.b.WriteString("######"[:level] + " ")
	escape(&w.b, oneLine(text))
	w.b.WriteByte('\n')
}

func (w *markdown) para(parts ...span) {
	w.gap()
	w.spans(parts)
	w.b.WriteByte('\n')
}

func (w *markdown) list(items ...[]span) {
	w.gap()
	for _, item := range items {
		w.b.WriteString("- ")
		w.spans(item)
		w.b.WriteByte('\n')
	}
}

func (w *markdown) table(t table) {
	w.gap()
	for _, name := range t.head {
		w.b.WriteString("| ")
		escape(&w.b, name)
		w.b.WriteByte(' ')
	}
	w.b.WriteString("|\n")
	for _, side := range t.align {
		if side == 'r' {
			w.b.WriteString("| ---: ")
		} else {
			w.b.WriteString("| --- ")
		}
	}
	w.b.WriteString("|\n")
	for _, row := range t.rows {
		for _, cell := range row {
			w.b.WriteString("| ")
			w.spans(cell)
			w.b.WriteByte(' ')
		}
		w.b.WriteString("|\n")
	}
}

// code writes a block between fences that are longer than any run of backticks in it.
func (w *markdown) code(language, text string) {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	w.gap()
	w.b.WriteString(fence + language + "\n" + text + fence + "\n")
}

func (w *markdown) figure(f *figure) {
	w.gap()
	w.b.WriteString("![")
	escape(&w.b, oneLine(f.alt))
	w.b.WriteString("](figures/" + f.name + ".svg)\n")
}

// gap parts blocks by an empty line.
func (w *markdown) gap() {
	if w.b.Len() > 0 {
		w.b.WriteByte('\n')
	}
}

func (w *markdown) spans(parts []span) {
	for i, s := range parts {
		if i == 0 {
			s.text = strings.TrimLeftFunc(s.text, unicode.IsSpace) // four spaces would begin a block of code
		}
		switch s.style {
		case strongText:
			w.b.WriteString("**")
			escape(&w.b, s.text)
			w.b.WriteString("**")
		case codeText:
			w.codeSpan(s.text)
		case linkText:
			w.b.WriteByte('[')
			escape(&w.b, s.text)
			w.b.WriteString("](" + linkTarget.Replace(s.url) + ")")
		default:
			escape(&w.b, s.text)
		}
	}
}

var linkTarget = strings.NewReplacer("<", "%3C", ">", "%3E", `\`, "%5C", "|", "%7C", "\n", "%0A", "&", "&amp;", "(", "%28", ")", "%29", " ", "%20", "`", "%60")

// codeSpan takes backticks for what is simple, and else the HTML tag, since no backslash helps between backticks.
func (w *markdown) codeSpan(text string) {
	simple := func(r rune) bool { return r >= ' ' && r <= '~' && r != '`' && r != '|' && r != '\\' && r != '$' }
	trimmed := strings.TrimSpace(text) == text && text != ""
	if trimmed && strings.IndexFunc(text, func(r rune) bool { return !simple(r) }) < 0 {
		w.b.WriteString("`" + text + "`")
		return
	}
	w.b.WriteString("<code>")
	escape(&w.b, text)
	w.b.WriteString("</code>")
}

// escape writes a text so that Markdown shows it as it is, in a paragraph, a heading or a cell of a table. A line break
// becomes a <br>.
func escape(b *bytes.Buffer, text string) {
	text = visible(text)
	done := 0
	for i, r := range text {
		if r >= utf8.RuneSelf {
			continue
		}
		if to := escaped(text, i); to != "" {
			b.WriteString(text[done:i])
			b.WriteString(to)
			done = i + 1
		}
	}
	b.WriteString(text[done:])
}

// escaped is what to write for the character at a place, where it would begin emphasis, a list, a tag, a formula, a link or
// anything else that nobody meant; or "".
func escaped(text string, i int) string {
	switch c := text[i]; c {
	case '\\', '`', '*', '[', ']', '|', '~', '#':
		return `\` + text[i:i+1]
	case '<':
		return "&lt;"
	case '>':
		return "&gt;"
	case '&':
		return "&amp;"
	case '$':
		return "&#36;"
	case '\n':
		return "<br>"
	case '_':
		if !inWord(text, i) {
			return `\_`
		}
	case ':':
		if strings.HasPrefix(text[i:], "://") {
			return "&#58;"
		}
	case '-', '+', '=':
		if i == 0 {
			return `\` + text[:1]
		}
	case '.', ')':
		switch {
		case strings.EqualFold(text[max(0, i-3):i], "www"):
			return "&#46;"
		case 0 < i && i < 10 && strings.Trim(text[:i], "0123456789") == "": // a numbered list has nine digits at most
			if i+1 == len(text) || text[i+1] == ' ' || text[i+1] == '\n' {
				return `\` + text[i:i+1]
			}
		}
	}
	return ""
}

// inWord tells whether an underscore stands between letters or digits, where it is never emphasis.
func inWord(text string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	after, _ := utf8.DecodeRuneInString(text[i+1:])
	letter := func(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
	return letter(before) && letter(after)
}
