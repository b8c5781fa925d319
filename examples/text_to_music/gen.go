// Package texttomusic holds the spec of a small model that turns a text into the codes of music, and what metagen makes of it.
package texttomusic

//go:generate go tool metagen
