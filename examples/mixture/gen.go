// Package mixture holds a spec that starts from a published mixture of experts and changes it.
package mixture

//go:generate go tool metagen
