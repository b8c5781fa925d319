// Package imageclassifier holds two specs of image classifiers: a vision transformer, and a residual network for a small machine.
package imageclassifier

//go:generate go tool metagen
