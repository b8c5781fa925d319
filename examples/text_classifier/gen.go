// Package textclassifier holds a spec of a support desk's classifier, which starts from DistilBERT so that its public weights fit.
package textclassifier

//go:generate go tool metagen
