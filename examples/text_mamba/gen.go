// Package textmamba holds a spec of a state-space language model: what it remembers of a text takes the same room however long that is, which
// its constant StateBytes says. It starts from a published model and states what differs.
package textmamba

//go:generate go tool metagen
