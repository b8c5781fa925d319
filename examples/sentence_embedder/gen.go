// Package sentenceembedder holds a spec of a small embedder of sentences, sized to a budget by the rules and the fitter.
package sentenceembedder

//go:generate go tool metagen
