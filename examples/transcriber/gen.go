// Package transcriber holds the spec of a small model that writes down what is said, and what metagen makes of it.
package transcriber

//go:generate go tool metagen
