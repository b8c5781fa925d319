// Package texthybrid holds a spec of a hybrid language model: state spaces, with attention in one layer of eight and experts in every second.
// KVCacheBytes and StateBytes say what serving a sequence takes.
package texthybrid

//go:generate go tool metagen
