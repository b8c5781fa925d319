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

// find lists the spec files that the arguments mean: files as named, the specs of a folder, or of all folders below dir/... .
func find(args []string) ([]string, error) {
	if len(args) == 0 {
		args = []string{"."}
	}
	var list []string
	for _, arg := range args {
		found, err := findOne(arg)
		if err != nil {
			return nil, err
		}
		list = append(list, found...)
	}
	slices.Sort(list)
	list = slices.Compact(list)
	if len(list) == 0 {
		return nil, fmt.Errorf("no spec in %s: a spec is a YAML file with metagen_version; metagen init writes one", strings.Join(args, " "))
	}
	return list, nil
}

func findOne(arg string) ([]string, error) {
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
		return nil, fmt.Errorf("%s: error: there is no such file or folder%s", folder, meantCommand(arg))
	case err != nil:
		return nil, err
	case !info.IsDir() && deep:
		return nil, fmt.Errorf("%s: error: %s is no folder", arg, folder)
	case !info.IsDir():
		return []string{filepath.Clean(arg)}, nil
	}
	return scan(filepath.Clean(filepath.FromSlash(folder)), deep)
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

// scan lists the specs of a folder. Generated packages, which hold a spec too, are passed over, and so are hidden folders.
func scan(folder string, deep bool) ([]string, error) {
	var list []string
	err := filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name == folder {
				return nil
			}
			_, err := os.Stat(filepath.Join(name, tree.SumFile))
			if !deep || err == nil || strings.HasPrefix(d.Name(), ".") || d.Name() == "vendor" || d.Name() == "node_modules" {
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
			list = append(list, name)
		}
		return nil
	})
	return list, err
}

// orphans lists the generated packages in the folders that are named, and below them for dir/..., that none of the outputs is: their
// specs are gone.
func orphans(args []string, outputs []*output) ([]string, error) {
	given := map[string]bool{}
	for _, o := range outputs {
		given[filepath.Clean(o.dir)] = true
	}
	if len(args) == 0 {
		args = []string{"."}
	}
	var list []string
	for _, arg := range args {
		folder, deep := strings.CutSuffix(filepath.ToSlash(arg), "...")
		folder = filepath.Clean(filepath.FromSlash(folder))
		err := filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
			if err != nil || !d.IsDir() || name == folder {
				return err
			}
			if _, err := os.Stat(filepath.Join(name, tree.SumFile)); err == nil {
				if !given[name] {
					list = append(list, name)
				}
				return fs.SkipDir
			}
			if !deep || strings.HasPrefix(d.Name(), ".") {
				return fs.SkipDir
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(list)
	return slices.Compact(list), nil
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
