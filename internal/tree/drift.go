package tree

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/metagen-go/metagen/emit"
)

// Drift is one file of a folder that is not as it should be.
type Drift struct {
	Path string
	What string // "changed", "missing" or "extra"
	Got  []byte // what stands there, where it is changed
	Want []byte
}

// Diff compares a folder with the files that it should hold, and writes nothing. Extra are files that an earlier run wrote and
// this one would not, and files of the kinds that metagen writes that it did not write.
func Diff(dir string, files []emit.File) ([]Drift, error) {
	want := map[string][]byte{}
	var list []Drift
	for _, f := range files {
		want[f.Path] = f.Data
	}
	root, err := os.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) {
		for _, f := range files {
			list = append(list, Drift{Path: f.Path, What: "missing", Want: f.Data})
		}
		return sortDrift(list), nil
	}
	if err != nil {
		return nil, err
	}
	defer root.Close()
	for _, f := range files {
		got, err := root.ReadFile(f.Path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			list = append(list, Drift{Path: f.Path, What: "missing", Want: f.Data})
		case err != nil:
			return nil, err
		case !bytes.Equal(got, f.Data):
			list = append(list, Drift{f.Path, "changed", got, f.Data})
		}
	}
	owned, _ := readSums(root) // one that does not read owns nothing, and is itself not as it should be
	extra, err := strangers(root, want, owned)
	for _, name := range extra {
		list = append(list, Drift{Path: name, What: "extra"})
	}
	if sums, err := root.ReadFile(SumFile); err != nil || !bytes.Equal(sums, formatSums(digests(files))) {
		if what := "changed"; len(list) == 0 { // otherwise it follows from those
			if err != nil {
				what = "missing"
			}
			list = append(list, Drift{SumFile, what, sums, formatSums(digests(files))})
		}
	}
	return sortDrift(list), err
}

func digests(files []emit.File) map[string]string {
	sums := map[string]string{}
	for _, f := range files {
		sums[f.Path] = digest(f.Data)
	}
	return sums
}

func sortDrift(list []Drift) []Drift {
	slices.SortFunc(list, func(a, b Drift) int { return strings.Compare(a.Path, b.Path) })
	return list
}

// kinds are the endings of files that metagen writes. What builds and runs leave behind has others, but for results.json,
// which the emitted eval.py writes.
var kinds = []string{".go", ".py", ".toml", ".sh", ".yaml", ".json", ".md", ".html", ".svg", ".tex", ".bib"}

func strangers(root *os.Root, want map[string][]byte, owned map[string]string) ([]string, error) {
	var list []string
	err := fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := path.Base(name)
		if d.IsDir() && name != "." && (strings.HasPrefix(base, ".") || base == "__pycache__" || base == "out" || strings.HasSuffix(base, ".egg-info") || base == "build") {
			return fs.SkipDir
		}
		if _, ours := want[name]; !ours && !d.IsDir() && (owned[name] != "" || base != "results.json" && slices.Contains(kinds, path.Ext(name))) {
			list = append(list, name)
		}
		return nil
	})
	return list, err
}
