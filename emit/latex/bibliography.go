package latex

import (
	"slices"
	"strconv"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// citations lists the keys that a piece of LaTeX cites, in order, each once.
func citations(tex string) []string {
	var keys []string
	for {
		_, rest, ok := strings.Cut(tex, `\cite`)
		if !ok {
			return keys
		}
		_, rest, _ = strings.Cut(rest, "{")
		list, rest, _ := strings.Cut(rest, "}")
		for _, key := range strings.Split(list, ",") {
			if key = strings.TrimSpace(key); !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
		tex = rest
	}
}

// keysOf lists the keys of references, each once.
func keysOf(list []blueprint.Reference) []string {
	var keys []string
	seen := map[string]bool{}
	for _, r := range list {
		if !seen[r.Key] {
			seen[r.Key] = true
			keys = append(keys, r.Key)
		}
	}
	return keys
}

// standsOn lists the keys of those references that are among the model's: a kind may name more than its dimensions make use of.
func (p *paper) standsOn(list []blueprint.Reference) []string {
	known := keysOf(p.References)
	return slices.DeleteFunc(keysOf(list), func(key string) bool { return !slices.Contains(known, key) })
}

// uncited lists the model's references that a piece of LaTeX does not cite.
func (p *paper) uncited(tex string) []string {
	cited := citations(tex)
	return slices.DeleteFunc(keysOf(p.References), func(key string) bool { return slices.Contains(cited, key) })
}

// bibliography has an entry for each work that the sections cite, in their order.
func (p *paper) bibliography(sections []part) string {
	works := map[string]blueprint.Reference{paszke.Key: paszke, kaplan.Key: kaplan}
	for _, r := range p.References {
		works[r.Key] = r
	}
	var text strings.Builder
	for _, s := range sections {
		text.WriteString(s.text)
	}
	var b strings.Builder
	for _, key := range citations(text.String()) {
		if r, ok := works[key]; ok {
			b.WriteString(entry(r))
		}
	}
	return b.String()
}

func entry(r blueprint.Reference) string {
	var b strings.Builder
	b.WriteString("\n@misc{" + r.Key + ",\n")
	field := func(name, value string) { b.WriteString("  " + name + " = {" + value + "},\n") }
	field("author", bibText(r.Author))
	field("title", bibText(r.Title))
	switch id, ok := strings.CutPrefix(r.Where, "arXiv:"); {
	case ok:
		field("howpublished", r.Where)
		field("eprint", id)
		field("archiveprefix", "arXiv")
		field("url", "https://arxiv.org/abs/"+id)
	case strings.HasPrefix(r.Where, "https://"):
		field("url", r.Where)
	default:
		field("howpublished", bibText(r.Where))
	}
	b.WriteString("  year = {" + strconv.Itoa(r.Year) + "},\n}\n")
	return b.String()
}

// bibText escapes a text in which braces keep letters large, as BibTeX has them.
func bibText(text string) string {
	var b strings.Builder
	depth := 0
	for _, r := range text {
		switch {
		case r == '{':
			depth++
		case r == '}' && depth == 0:
			continue
		case r == '}':
			depth--
		case r == ' ':
		default:
			escapeRune(&b, r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String() + strings.Repeat("}", depth)
}
