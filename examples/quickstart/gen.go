// Package quickstart holds the spec of the README and what metagen makes of it.
package quickstart

//go:generate go tool metagen
