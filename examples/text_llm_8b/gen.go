// Package textllm holds a spec of an 8B language model that states limits rather than dimensions: rules and the fitter give
// those, and what the limits come to is reported in bytes. Its first line lets editors check and complete it.
package textllm

//go:generate go tool metagen schema metagen.schema.json
//go:generate go tool metagen
