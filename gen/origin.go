package gen

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/metagen-go/metagen/blueprint"
)

const originMark = "// Origin: "

// originLine is the comment that says where a constant came from.
func originLine(o blueprint.Origin) string { return originMark + oneLine(string(o)) }

// oneLine writes a text as it is where a line comment keeps it so, and as a Go string elsewhere. A text that begins with a quote
// is always a Go string, so that unescape can tell the two apart.
func oneLine(text string) string {
	if plain(text) {
		return text
	}
	return quotes.Replace(strconv.Quote(text))
}

// quotes hides from gofmt what it takes for TeX's quotation marks in a comment, and would make Unicode's of.
var quotes = strings.NewReplacer("``", `\x60\x60`, "''", `\x27\x27`)

func unescape(line string) string {
	if strings.HasPrefix(line, `"`) {
		if text, err := strconv.Unquote(line); err == nil {
			return text
		}
	}
	return line
}

func plain(text string) bool {
	if text == "" || text[0] == '"' || text != strings.TrimSpace(text) || !utf8.ValidString(text) {
		return false
	}
	return strings.IndexFunc(text, unprintable) < 0 && !strings.Contains(text, "``") && !strings.Contains(text, "''")
}

func unprintable(r rune) bool { return !strconv.IsPrint(r) }
