package latex

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Escape writes any text so that pdflatex sets it as it reads, and never as a command.
//
// ASCII stands for itself, with the characters that TeX gives a meaning behind a command and its ligatures (--, ”, <<) undone.
// Latin letters and the signs that the paper's fonts have stay as they are; Greek letters and common signs become mathematics. Every
// other character, such as one of Chinese, an emoji, a control or a bidirectional mark, has no glyph in the fonts of pdflatex and is
// shown by its code point, [U+4E2D], so that nothing is dropped unseen. White space becomes a single space. Long words may break
// at \wbr, which main.tex defines.
func Escape(text string) string {
	if harmless(text) {
		return text
	}
	var b strings.Builder
	b.Grow(len(text) + len(text)/8)
	for i, word := range strings.FieldsFunc(text, separates) {
		if i > 0 {
			b.WriteByte(' ')
		}
		escapeWord(&b, word)
	}
	return b.String()
}

// harmless reports whether a text is its own escape: short words of ASCII letters, digits and a few signs, a space apart. Most texts are.
func harmless(text string) bool {
	last := byte(' ')
	word := 0
	for i := range len(text) {
		c := text[i]
		switch {
		case c == ' ' && last != ' ':
			word = 0
		case c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || strings.IndexByte(".:;/()+=!?", c) >= 0 || strings.IndexByte("-',", c) >= 0 && c != last:
			if word++; word > shortWord {
				return false
			}
		default:
			return false
		}
		last = c
	}
	return last != ' ' || text == ""
}

// separates tells white space at which a line may break. A no-break space is none.
func separates(r rune) bool {
	if r < utf8.RuneSelf {
		return r == ' ' || r == '\t' || r == '\n' || r == '\r'
	}
	return r == '\u2028' || r == '\u2029' ||
		unicode.Is(unicode.Zs, r) && r != '\u00a0' && r != '\u2007' && r != '\u202f'
}

// Words longer than shortWord runes may break after a sign, and every breakEvery runes where they have none. Words of letters up to naturalWord
// are left to TeX's hyphenation.
const (
	shortWord   = 12
	naturalWord = 18
	breakEvery  = 6
	signs       = "_/.-:;,|+=@&?#"
)

func escapeWord(b *strings.Builder, word string) {
	long := utf8.RuneCountInString(word) > shortWord
	since, last := 0, rune(0)
	natural := long && isNatural(word)
	for i := 0; i < len(word); {
		r, size := utf8.DecodeRuneInString(word[i:])
		i += size
		if accent, n := combined(r, word[i:]); accent != "" {
			b.WriteString(accent)
			i += n
		} else {
			if r == last && strings.ContainsRune("-',<>", r) {
				b.WriteString("{}")
			}
			escapeRune(b, r)
		}
		since, last = since+1, r
		if !long || i == len(word) {
			continue
		}
		sign := strings.ContainsRune(signs, r)
		if sign || !natural && since >= breakEvery {
			b.WriteString(`\wbr{}`)
			since, last = 0, 0
			natural = isNatural(word[i:])
		}
	}
}

// isNatural reports whether a text begins with a word of letters that is short enough for any column: not too long, and with few large ones.
func isNatural(text string) bool {
	n, large := 0, 0
	for _, r := range text {
		if strings.ContainsRune(signs, r) {
			break
		}
		if r > unicode.MaxLatin1 || !unicode.IsLetter(r) {
			return false
		}
		if n++; unicode.IsUpper(r) {
			large++
		}
	}
	return n <= naturalWord && large <= 3
}

// combined writes an ASCII letter that a combining accent follows, and says how many bytes the accent takes.
func combined(r rune, rest string) (string, int) {
	if r > unicode.MaxASCII || !unicode.IsLetter(r) || rest == "" || rest[0] < utf8.RuneSelf {
		return "", 0
	}
	accent, size := utf8.DecodeRuneInString(rest)
	if command, ok := accents[accent]; ok {
		return command + "{" + string(r) + "}", size
	}
	return "", 0
}

var accents = map[rune]string{
	0x300: "\\`", 0x301: `\'`, 0x302: `\^`, 0x303: `\~`, 0x304: `\=`, 0x306: `\u`, 0x307: `\.`,
	0x308: `\"`, 0x30a: `\r`, 0x30b: `\H`, 0x30c: `\v`, 0x323: `\d`, 0x327: `\c`, 0x328: `\k`,
}

func escapeRune(b *strings.Builder, r rune) {
	switch {
	case r >= 0x21 && r < 0x7f:
		b.WriteString(ascii(byte(r)))
	case hasGlyph(r):
		b.WriteRune(r)
	case r >= 0x2080 && r <= 0x2089:
		b.WriteString(`\textsubscript{` + string('0'+r-0x2080) + "}")
	case r == 0x2070 || r >= 0x2074 && r <= 0x2079:
		b.WriteString(`\textsuperscript{` + string('0'+r-0x2070) + "}")
	case spaces[r] != "":
		b.WriteString(spaces[r])
	case mathematics[r] != "":
		b.WriteString(`\ensuremath{\` + mathematics[r] + "}")
	default:
		fmt.Fprintf(b, `\codepoint{%04X}`, r)
	}
}

// ascii writes a visible ASCII character. Brackets and the star are braced, since after \\ they would be its arguments.
func ascii(c byte) string {
	switch c {
	case '\\':
		return `\textbackslash{}`
	case '~':
		return `\textasciitilde{}`
	case '^':
		return `\textasciicircum{}`
	case '`':
		return "\\`{}"
	case '"':
		return `\textquotedbl{}`
	case '{', '}', '$', '&', '#', '_', '%':
		return `\` + string(rune(c))
	case '[', ']', '*':
		return "{" + string(rune(c)) + "}"
	}
	return string(rune(c))
}

// hasGlyph reports whether the paper's fonts, in the encodings T1 and TS1, have a glyph for a character beyond ASCII.
func hasGlyph(r rune) bool {
	switch {
	case r >= 0xa1 && r <= 0x17e:
		return !strings.ContainsRune("\u00a8\u00ad\u00af\u00b4\u00b8ĦħĸĿŀŉŦŧ", r)
	case r < 0xa1:
		return false
	}
	return strings.ContainsRune("ƒǍǎǏǐǑǒǓǔǦǧǨǩǪǫǴǵȘșȚțȲȳḌḍḤḥḶḷṂṃṆṇṚṛṢṣṬṭẞ–—‘’‚“”„†‡•…‹›⁄€™", r)
}

var spaces = map[rune]string{0xa0: "~", 0x2007: "~", 0x202f: `\,`, 0xad: `\-`, 0x200b: `\wbr{}`, 0x2010: "-", 0x2011: `\mbox{-}`}

// mathematics has the characters that are set as mathematics, by their commands.
var mathematics = map[rune]string{
	'α': "alpha", 'β': "beta", 'γ': "gamma", 'δ': "delta", 'ε': "varepsilon", 'ζ': "zeta", 'η': "eta", 'θ': "theta", 'ι': "iota",
	'κ': "kappa", 'λ': "lambda", 'μ': "mu", 'ν': "nu", 'ξ': "xi", 'ο': "mathit{o}", 'π': "pi", 'ρ': "rho", 'ς': "varsigma", 'σ': "sigma",
	'τ': "tau", 'υ': "upsilon", 'φ': "varphi", 'χ': "chi", 'ψ': "psi", 'ω': "omega", 'ϕ': "phi", 'ϑ': "vartheta", 'ϵ': "epsilon", 'ϱ': "varrho", 'ϖ': "varpi",
	'ά': "acute{\\alpha}", 'έ': "acute{\\varepsilon}", 'ή': "acute{\\eta}", 'ί': "acute{\\iota}", 'ό': "acute{o}", 'ύ': "acute{\\upsilon}", 'ώ': "acute{\\omega}",
	'Α': "mathrm{A}", 'Β': "mathrm{B}", 'Γ': "Gamma", 'Δ': "Delta", 'Ε': "mathrm{E}", 'Ζ': "mathrm{Z}", 'Η': "mathrm{H}", 'Θ': "Theta", 'Ι': "mathrm{I}",
	'Κ': "mathrm{K}", 'Λ': "Lambda", 'Μ': "mathrm{M}", 'Ν': "mathrm{N}", 'Ξ': "Xi", 'Ο': "mathrm{O}", 'Π': "Pi", 'Ρ': "mathrm{P}", 'Σ': "Sigma",
	'Τ': "mathrm{T}", 'Υ': "Upsilon", 'Φ': "Phi", 'Χ': "mathrm{X}", 'Ψ': "Psi", 'Ω': "Omega", '\u2126': "Omega",
	'←': "leftarrow", '→': "rightarrow", '↑': "uparrow", '↓': "downarrow", '↔': "leftrightarrow", '⇐': "Leftarrow", '⇒': "Rightarrow", '⇔': "Leftrightarrow", '↦': "mapsto",
	'≤': "leq", '≥': "geq", '≠': "neq", '≈': "approx", '≡': "equiv", '∼': "sim", '≪': "ll", '≫': "gg", '∝': "propto", '∞': "infty", '−': "mathord{-}",
	'∈': "in", '∉': "notin", '∅': "emptyset", '⊂': "subset", '⊆': "subseteq", '∪': "cup", '∩': "cap", '∀': "forall", '∃': "exists", '∧': "wedge", '∨': "vee",
	'∑': "textstyle\\sum", '∏': "textstyle\\prod", '∫': "textstyle\\int", '√': "surd", '∂': "partial", '∇': "nabla", '⊗': "otimes", '⊕': "oplus", '⊙': "odot", '∘': "circ", '⋅': "cdot", '∗': "ast",
	'⟨': "langle", '⟩': "rangle", '‖': "Vert", '′': "prime", '″': "prime\\prime", 'ℓ': "ell", 'ℝ': "mathbf{R}", '★': "star",
}
