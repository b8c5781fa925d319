// Package texthybrid holds a spec of a hybrid language model: state spaces, with attention in one layer of eight and experts in every second.
// KVCacheBytes and StateBytes say what serving a sequence takes. The first line of the spec lets editors check and complete it.
package texthybrid

//go:generate go tool metagen
