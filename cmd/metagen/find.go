package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/internal/tree"
)

// found is what arguments mean.
type found struct {
	specs    []string
	packages []string // generated packages in the folders that were looked through
}

// find lists the spec files that the arguments mean: files as named, the specs of a folder, or of all folders below dir/... .
func find(args []string) (found, error) {
	if len(args) == 0 {
		args = []string{"."}
	}
	var all found
	for _, arg := range args {
		if err := all.add(arg); err != nil {
			return found{}, err
		}
	}
	for _, list := range []*[]string{&all.specs, &all.packages} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	if len(all.specs) == 0 {
		return found{}, fmt.Errorf("no spec in %s: a spec is a YAML file with metagen_version; metagen init writes one", strings.Join(args, " "))
	}
	return all, nil
}

func (all *found) add(arg string) error {
	folder, deep := strings.CutSuffix(filepath.ToSlash(arg), "/...")
	if arg == "..." {
		folder, deep = ".", true
	}
	if folder == "" {
		folder = "/"
	}
	info, err := os.Stat(filepath.FromSlash(folder))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: error: there is no such file or folder%s", folder, meantCommand(arg))
	case err != nil:
		return err
	case !info.IsDir() && deep:
		return fmt.Errorf("%s: error: %s is no folder", arg, folder)
	case !info.IsDir():
		all.specs = append(all.specs, filepath.Clean(arg))
		return nil
	}
	return all.scan(filepath.Clean(filepath.FromSlash(folder)), deep)
}

// meantCommand guesses at a command in the place of a file.
func meantCommand(arg string) string {
	var names []string
	for _, cmd := range commands() {
		if cmd.name == arg {
			return "; a command comes before its flags"
		}
		names = append(names, cmd.name)
	}
	if near := blueprint.Nearest(arg, names); near != "" {
		return fmt.Sprintf("; did you mean the command %s?", near)
	}
	return ""
}

// scan looks through a folder. Generated packages hold a spec too, which is none to compile; hidden folders are passed over.
func (all *found) scan(folder string, deep bool) error {
	return filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name == folder {
				return nil
			}
			if _, err := os.Stat(filepath.Join(name, tree.SumFile)); err == nil {
				all.packages = append(all.packages, name)
				return fs.SkipDir
			}
			if !deep || strings.HasPrefix(d.Name(), ".") || d.Name() == "vendor" || d.Name() == "node_modules" {
				return fs.SkipDir
			}
			return nil
		}
		if ext := filepath.Ext(name); ext != ".yaml" && ext != ".yml" {
			return nil
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if isSpec(data) {
			all.specs = append(all.specs, name)
		}
		return nil
	})
}

// orphans lists the packages that none of the outputs is: their specs are gone.
func (all *found) orphans(outputs []*output) []string {
	return slices.DeleteFunc(slices.Clone(all.packages), func(dir string) bool {
		return slices.ContainsFunc(outputs, func(o *output) bool { return filepath.Clean(o.dir) == dir })
	})
}

// isSpec reports whether a YAML file says metagen_version at its top level.
func isSpec(data []byte) bool {
	for _, key := range []string{"metagen_version:", `"metagen_version":`} {
		if bytes.HasPrefix(data, []byte(key)) || bytes.Contains(data, []byte("\n"+key)) {
			return true
		}
	}
	return false
}
