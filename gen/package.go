// Package gen writes a blueprint as Go constants and reads it back from them. The constants are the source of truth: what
// Load returns is what every artifact is made from, so an edited constant is followed, and a bad edit is an error at its line.
package gen

import (
	"fmt"
	"go/token"
	"go/types"
	"strings"
)

// Package is the name of the Go package for a spec file: the lower-case letters and digits of its stem. Only ASCII counts, since
// an import path holds nothing else. A name that Go keeps for itself, or that begins with a digit, gets an m in front.
func Package(from string) (string, error) {
	base := from[strings.LastIndexAny(from, `/\`)+1:]
	stem := base
	if dot := strings.LastIndexByte(base, '.'); dot >= 0 {
		stem = base[:dot]
	}
	name := strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(stem))
	if name == "" {
		return "", fmt.Errorf("%q has no letter from a to z and no digit in its name to make a Go package name from; rename the file, to model.yaml for example", base)
	}
	if name[0] <= '9' || taken(name) {
		name = "m" + name
	}
	return name, nil
}

// taken reports whether a package of this name could not be imported, or would hide what Go declares itself.
func taken(name string) bool {
	switch name {
	case "main", "init", "internal", "vendor", "testdata", "documentation": // the go command treats packages or folders of these names in its own way
		return true
	case "con", "prn", "aux", "nul": // folders that Windows cannot have, and so no Go module
		return true
	}
	if device := strings.TrimRight(name, "123456789"); len(device) == len(name)-1 && (device == "com" || device == "lpt") { // likewise com1
		return true
	}
	return token.IsKeyword(name) || types.Universe.Lookup(name) != nil
}
