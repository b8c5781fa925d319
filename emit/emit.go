// Package emit has what every emitter returns: files.
package emit

// File is one output: where it goes, below the package's folder, and what is in it.
type File struct {
	Path string // with forward slashes: "code/model.py"
	Data []byte
}
