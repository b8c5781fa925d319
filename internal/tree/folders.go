package tree

import (
	"errors"
	"fmt"
	"os"
	"path"
	"sync"

	"github.com/metagen-go/metagen/emit"
)

// folders is a folder with those below it that were used, each opened once: no path leads out of the folder, by a link neither.
type folders struct {
	root *os.Root
	open map[string]*os.Root // by path; the root is "."
}

func openFolders(dir string) (*folders, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &folders{root, map[string]*os.Root{".": root}}, nil
}

func (t *folders) close() {
	for _, r := range t.open {
		_ = r.Close() // nothing was written through it that is not closed already
	}
}

// folder opens the folder of a path.
func (t *folders) folder(name string) (*os.Root, error) {
	folder := path.Dir(name)
	if r := t.open[folder]; r != nil {
		return r, nil
	}
	r, err := t.root.OpenRoot(folder)
	if err != nil {
		return nil, err
	}
	t.open[folder] = r
	return r, nil
}

// make opens the folder of a path, and makes it where it is not there.
func (t *folders) make(name string) (*os.Root, error) {
	r, err := t.folder(name)
	if err == nil || !errors.Is(err, os.ErrNotExist) {
		return r, err
	}
	if err := t.root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return nil, err
	}
	return t.folder(name)
}

func (t *folders) read(name string) ([]byte, error) {
	r, err := t.folder(name)
	if err != nil {
		return nil, err
	}
	return r.ReadFile(path.Base(name))
}

// move is a file on its way: written under a passing name first, then moved into place.
type move struct {
	in            *os.Root
	passing, name string
	data          []byte
}

// replace writes every file beside its place first, and then moves each into place, metagen.sum before all others: a full disk
// leaves the old ones whole.
func (t *folders) replace(files []emit.File) error {
	moves, err := t.put(files, fmt.Sprintf(".%d.tmp", os.Getpid()))
	if first := moves[t.root]; err == nil && len(first) > 0 && first[0].name == SumFile {
		err = t.root.Rename(first[0].passing, SumFile)
		moves[t.root] = first[1:]
	}
	if err == nil {
		err = inEach(moves, func(m move) error { return m.in.Rename(m.passing, m.name) })
	}
	if err != nil {
		_ = inEach(moves, func(m move) error { _ = m.in.Remove(m.passing); return nil })
	}
	return err
}

// put writes every file under its name and a suffix.
func (t *folders) put(files []emit.File, suffix string) (map[*os.Root][]move, error) {
	moves := map[*os.Root][]move{}
	for _, f := range files {
		r, err := t.make(f.Path)
		if err != nil {
			return nil, err
		}
		name := path.Base(f.Path)
		moves[r] = append(moves[r], move{r, name + suffix, name, f.Data})
	}
	return moves, inEach(moves, func(m move) error { return m.in.WriteFile(m.passing, m.data, 0o644) })
}

// inEach does a step for every file, the folders side by side: a file system works on each folder by itself.
func inEach(moves map[*os.Root][]move, step func(move) error) error {
	var group sync.WaitGroup
	var mutex sync.Mutex
	var failed error
	for _, list := range moves {
		group.Go(func() {
			for _, m := range list {
				if err := step(m); err != nil {
					mutex.Lock()
					failed = errors.Join(failed, err)
					mutex.Unlock()
					return
				}
			}
		})
	}
	group.Wait()
	return failed
}
