// Package captioner holds a spec of a small model that describes images: a vision tower that stays as it is, a projector and a language model that train.
package captioner

//go:generate go tool metagen
