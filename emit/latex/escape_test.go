package latex

import (
	"strings"
	"testing"
	"unicode"
)

func TestEscape(t *testing.T) {
	for text, want := range map[string]string{
		"":                                "",
		"plain words, and more.":          "plain words, and more.",
		`a\b`:                             `a\textbackslash{}b`,
		"100% & #1 $x_1$":                 `100\% \& \#1 \$x\_1\$`,
		"{x} ~ ^ |":                       `\{x\} \textasciitilde{} \textasciicircum{} |`,
		"`a' \"b\"":                       "\\`{}a' \\textquotedbl{}b\\textquotedbl{}",
		"a--b '' << >> ,,":                "a-{}-b '{}' <{}< >{}> ,{},",
		"[a] *":                           "{[}a{]} {*}",
		"one\ntwo\r\n\tthree  four ":      "one two three four",
		"é ł ß €":                         "é ł ß €",
		"e\u0301a\u030a":                  `\'{e}\r{a}`,
		"α→β":                             `\ensuremath{\alpha}\ensuremath{\rightarrow}\ensuremath{\beta}`,
		"x₁⁴²":                            `x\textsubscript{1}\textsuperscript{4}²`,
		"中\u202e\x07\U0001f600":           `\codepoint{4E2D}\codepoint{202E}\codepoint{0007}\codepoint{1F600}`,
		"a\xffb":                          `a\codepoint{FFFD}b`,
		"10\u00a0000":                     "10~000",
		"text_llm_8b":                     `text\_llm\_8b`,
		"post_attention_layernorm":        `post\_\wbr{}attention\_\wbr{}layernorm`,
		"internationalise":                "internationalise",
		"XXXXXXXXXXXXX":                   `XXXXXX\wbr{}XXXXXX\wbr{}X`,
		`\input{/etc/passwd}`:             `\textbackslash{}input\wbr{}\{/\wbr{}etc/\wbr{}passwd\wbr{}\}`,
		"^^41":                            `\textasciicircum{}\textasciicircum{}41`,
		"\u2028a\u2029b\u3000c\u200bd":    `a b c\wbr{}d`,
		"supercalifragilisticexpialidoci": `superc\wbr{}alifra\wbr{}gilist\wbr{}icexpialidoci`,
	} {
		if got := Escape(text); got != want {
			t.Errorf("Escape(%q)\n got %s\nwant %s", text, got, want)
		}
	}
}

// What is taken for harmless is what the long way leaves as it is.
func TestHarmless(t *testing.T) {
	for _, text := range []string{"plain, it's well-made: 1/2 (a+b)=c; d!", "", "aaaaaaaaaaaa bb"} {
		if !harmless(text) {
			t.Errorf("%q is not harmless", text)
		}
	}
	for _, text := range []string{" a", "a ", "a  b", "a_b", "a\tb", "aaaaaaaaaaaaa", "a--b", "é", "a,,b"} {
		if harmless(text) {
			t.Errorf("%q is harmless", text)
		}
	}
}

// No text comes out with a command of its own, an unbalanced brace, a comment mark, or a control character.
func FuzzEscape(f *testing.F) {
	f.Add(hostile)
	f.Add("\\")
	f.Add("}\\%{")
	commands := strings.Fields(`\textbackslash \textasciitilde \textasciicircum \textquotedbl \textsubscript \textsuperscript \ensuremath \codepoint \wbr \mbox`)
	for _, accent := range accents {
		commands = append(commands, accent)
	}
	for _, name := range mathematics {
		for _, part := range strings.Split(name, "\\") {
			part, _, _ = strings.Cut(part, "{")
			commands = append(commands, `\`+part)
		}
	}
	known := map[string]bool{}
	for _, c := range append(commands, `\{`, `\}`, `\$`, `\&`, `\#`, `\_`, `\%`, `\,`, `\-`) {
		known[c] = true
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := Escape(text)
		depth := 0
		for i := 0; i < len(got); i++ {
			switch c := got[i]; {
			case c == '\\':
				end := i + 1
				for end < len(got) && unicode.IsLetter(rune(got[end])) && got[end] < 0x80 {
					end++
				}
				end = max(end, i+2)
				if end > len(got) || !known[got[i:end]] {
					t.Fatalf("%q has an unknown command at %d", got, i)
				}
				i = end - 1
			case c == '{':
				depth++
			case c == '}':
				if depth--; depth < 0 {
					t.Fatalf("%q closes a group too many", got)
				}
			case c < 0x20 || c == 0x7f || strings.IndexByte("%$&#_^", c) >= 0:
				t.Fatalf("%q has a bare %q", got, c)
			}
		}
		if depth != 0 {
			t.Fatalf("%q leaves a group open", got)
		}
	})
}
