package gen

import (
	"fmt"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// packageDoc says in two paragraphs what model the package is of, and how large it is.
func packageDoc(pkg string, s *blueprint.State) []string {
	name := prose(string(s.Name))
	if name == "" {
		name = pkg
	}
	about := "// Package " + pkg + " is the blueprint of " + name
	if text := prose(string(s.Description)); text != "" {
		about += ": " + text
	}
	lines := []string{sentence(about)}
	if text := sizes(s); text != "" {
		lines = append(lines, "//", "// "+text)
	}
	return lines
}

// prose is the first paragraph of a text, on one line, without what does not print.
func prose(text string) string {
	text = strings.ReplaceAll(strings.TrimSpace(text), "\r\n", "\n")
	text, _, _ = strings.Cut(text, "\n\n")
	words := strings.Fields(strings.ToValidUTF8(text, ""))
	for i, w := range words {
		words[i] = strings.Map(func(r rune) rune {
			if unprintable(r) {
				return -1
			}
			return r
		}, w)
	}
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}

func sentence(text string) string {
	if strings.HasSuffix(text, ".") || strings.HasSuffix(text, "!") || strings.HasSuffix(text, "?") {
		return text
	}
	return text + "."
}

// sizes is the sentence with the figures that readers ask for first; empty where there are none.
func sizes(s *blueprint.State) string {
	var list []string
	add := func(known bool, format string, n any) {
		if known {
			list = append(list, fmt.Sprintf(format, n))
		}
	}
	depth := ""
	if s.Layers > 0 {
		depth = fmt.Sprintf("%d layers", s.Layers)
		if s.HiddenSize > 0 {
			depth += fmt.Sprintf(" of width %d", s.HiddenSize)
		}
		if s.Heads > 0 {
			depth += fmt.Sprintf(" with %d heads", s.Heads)
		}
	}
	add(depth != "", "%s", depth)
	add(s.TotalParams > 0, "%s parameters", blueprint.Thousands(s.TotalParams))
	figures := strings.Join(list, ", ")
	switch name := prose(string(s.Architecture)); {
	case name == "" || figures == "":
		return sentenceOf(figures)
	default:
		return "Its architecture is " + name + ": " + sentence(figures)
	}
}

func sentenceOf(figures string) string {
	if figures == "" {
		return ""
	}
	return "It has " + figures + "."
}
