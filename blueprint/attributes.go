package blueprint

import "strings"

// Attributes adds the attributes that Python reads of an object: "config.hidden_size", "self.config.hidden_size".
func Attributes(into map[string]bool, object, body string) {
	for at := 0; ; {
		i := strings.Index(body[at:], object+".")
		if i < 0 {
			return
		}
		start := at + i
		at = start + len(object) + 1
		end := at
		for end < len(body) && isWord(body[end]) {
			end++
		}
		if end > at && (start == 0 || !isWord(body[start-1])) {
			into[body[at:end]] = true
		}
	}
}

func isWord(c byte) bool {
	return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}
