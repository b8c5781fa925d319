package blueprint

import (
	"fmt"
	"slices"
	"strings"
)

// Diagnostic is one thing to say about a place in a file: an error, or a warning.
type Diagnostic struct {
	File      string // as the user named it
	Line, Col int    // from 1; Col counts bytes, 0 where only the line is known
	Width     int    // bytes that the diagnostic is about, from Col; 0 where unknown
	Warning   bool
	Limit     bool   // whether it says that a limit of the spec is missed
	Text      string // what is wrong and what to do next: lower case, no full stop
}

// String is the diagnostic on one line: "file:line:col: error: text".
func (d Diagnostic) String() string {
	var b strings.Builder
	b.WriteString(d.File)
	if d.Line > 0 {
		fmt.Fprintf(&b, ":%d", d.Line)
		if d.Col > 0 {
			fmt.Fprintf(&b, ":%d", d.Col)
		}
	}
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	if d.Warning {
		return b.String() + "warning: " + d.Text
	}
	return b.String() + "error: " + d.Text
}

// Diagnostics is a list of them; as an error it holds at least one that is no warning.
type Diagnostics []Diagnostic

// Error joins them, one a line.
func (list Diagnostics) Error() string {
	lines := make([]string, len(list))
	for i, d := range list {
		lines[i] = d.String()
	}
	return strings.Join(lines, "\n")
}

// Sort orders them by place.
func (list Diagnostics) Sort() {
	slices.SortStableFunc(list, func(a, b Diagnostic) int {
		if c := strings.Compare(a.File, b.File); c != 0 {
			return c
		}
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Col - b.Col
	})
}

// Err is the list as an error, or nil where it holds warnings only.
func (list Diagnostics) Err() error {
	for _, d := range list {
		if !d.Warning {
			return list
		}
	}
	return nil
}
