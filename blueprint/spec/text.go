package spec

import (
	"errors"
	"io"
	"sort"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// row is a line as YAML parts a file, and where it begins in the file: a lone carriage return and Unicode's own line breaks end a
// row, and no line of an editor.
type row struct {
	line, col int // from 1, col in bytes
	text      string
}

func rows(src string) []row {
	list := []row{}
	r := row{line: 1, col: 1}
	for src != "" {
		end := strings.IndexAny(src, "\n\r\u0085\u2028\u2029")
		if end < 0 {
			break
		}
		_, size := utf8.DecodeRuneInString(src[end:])
		if strings.HasPrefix(src[end:], "\r\n") {
			size = 2
		}
		r.text = src[:end]
		list = append(list, r)
		if strings.HasSuffix(src[:end+size], "\n") {
			r = row{line: r.line + 1, col: 1}
		} else {
			r = row{line: r.line, col: r.col + end + size}
		}
		src = src[end+size:]
	}
	r.text = src
	return append(list, r)
}

// conflict reports whether a line is what git leaves where two changes meet.
func conflict(line string) bool {
	for _, mark := range []string{"<<<<<<<", ">>>>>>>"} {
		if rest, ok := strings.CutPrefix(strings.TrimSuffix(line, "\r"), mark); ok && (rest == "" || rest[0] == ' ') {
			return true
		}
	}
	return false
}

// readable refuses what yaml would only trip over.
func (p *parser) readable() bool {
	for i, line := range strings.Split(p.src, "\n") {
		if conflict(line) {
			p.fail(i+1, 1, 7, "a merge conflict stands here; settle it first")
			return false
		}
		for at := 0; at < len(line); {
			r, size := utf8.DecodeRuneInString(line[at:])
			switch {
			case r == utf8.RuneError && size == 1:
				p.fail(i+1, at+1, 1, "the file is not valid UTF-8 from here on; save it as UTF-8")
				return false
			case !allowed(r):
				p.fail(i+1, at+1, size, "the character U+%04X stands here, which YAML does not allow; take it out, or write it as an escape between double quotes", r)
				return false
			}
			at += size
		}
	}
	return true
}

// allowed reports whether YAML takes a character as it is (https://yaml.org/spec/1.1/#c-printable).
func allowed(r rune) bool {
	switch {
	case r == '\t', r == '\r', r == 0x85:
		return true
	case r < ' ', 0x7F <= r && r < 0xA0, r == 0xFFFE, r == 0xFFFF:
		return false
	}
	return true
}

var yamlLine = lazy(`^yaml: (?:line \d+: )?`)

// complaint is what yaml has against a text, without its line: that is often another one.
func complaint(src string) string {
	decoder := yaml.NewDecoder(strings.NewReader(src))
	for {
		var doc yaml.Node
		switch err := decoder.Decode(&doc); {
		case errors.Is(err, io.EOF):
			return ""
		case err != nil:
			return strings.ReplaceAll(err.Error()[len(yamlLine().FindString(err.Error())):], "\n", " ")
		}
	}
}

// syntax reports what yaml has against the file, at the end of the shortest beginning of the file against which it has the same.
func (p *parser) syntax() {
	text := complaint(p.src)
	lines := strings.SplitAfter(p.src, "\n")
	line := sort.Search(len(lines)-1, func(n int) bool { return complaint(strings.Join(lines[:n+1], "")) == text })
	before, last := strings.Join(lines[:line], ""), strings.TrimRight(lines[line], "\r\n")
	var ends []int // of the characters of the line
	for i, r := range last {
		ends = append(ends, i+utf8.RuneLen(r))
	}
	col := 1
	if n := sort.Search(len(ends), func(n int) bool { return complaint(before+last[:ends[n]]) == text }); n > 0 && n < len(ends) {
		col = ends[n-1] + 1
	} else if n > 0 {
		col = len(last) - len(strings.TrimLeft(last, " ")) + 1
	}
	if name, ok := strings.CutPrefix(text, "unknown anchor '"); ok { // where it stands, not where yaml has read it to its end
		name, _, _ = strings.Cut(name, "'")
		at := max(0, strings.LastIndex(before+last, "*"+name))
		line, col = strings.Count(p.src[:at], "\n"), at-strings.LastIndex(p.src[:at], "\n")
	}
	p.fail(line+1, col, 1, "%s", text)
}
