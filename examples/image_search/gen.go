// Package imagesearch holds a spec of a small model that finds images by texts: a tower of its own for each, with SigLIP's loss.
package imagesearch

//go:generate go tool metagen
