// Package summariser holds a spec whose objective chooses an encoder-decoder, with T5 1.1's feed-forward part and an embedding that the output
// layer shares.
package summariser

//go:generate go tool metagen
