package layer_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer"
)

// TestRoomsAreTheDirectories: a room that is not listed, or a listed one that is not there, would escape every other test.
func TestRoomsAreTheDirectories(t *testing.T) {
	var listed, there []string
	for _, r := range layer.Rooms {
		listed = append(listed, r.Name)
	}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() && e.Name() != "__pycache__" {
			there = append(there, e.Name())
		}
	}
	if !slices.Equal(listed, there) {
		t.Errorf("listed are %v, and there are %v", listed, there)
	}
}

// sources are all of a room's.
func sources(r layer.Room) []blueprint.Source {
	list := slices.Clone(r.Sources)
	for _, k := range r.Kinds {
		list = append(list, k.Sources...)
	}
	return list
}

// TestSourcesAreTheFiles: each file of Python is in the list under its path, as it stands, and no file is forgotten.
func TestSourcesAreTheFiles(t *testing.T) {
	for _, r := range layer.Rooms {
		var listed []string
		for _, s := range sources(r) {
			listed = append(listed, s.Path)
			data, err := os.ReadFile(filepath.FromSlash("../" + s.Path))
			if err != nil || string(data) != s.Text || s.Text == "" {
				t.Errorf("%s is not the file at its path: %v", s.Path, err)
			}
		}
		files, err := filepath.Glob(filepath.Join(r.Name, "*.py"))
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range files {
			files[i] = "layer/" + filepath.ToSlash(f)
		}
		slices.Sort(listed)
		if !slices.Equal(slices.Compact(listed), files) {
			t.Errorf("the room %s lists %v, and has %v", r.Name, listed, files)
		}
	}
}

func TestKindsAreDescribed(t *testing.T) {
	cited := map[string]blueprint.Reference{}
	for _, r := range layer.Rooms {
		if len(r.Kinds)+len(r.Sources) == 0 {
			t.Errorf("the room %s is empty", r.Name)
		}
		for _, k := range r.Kinds {
			if k.Name == "" || !strings.HasSuffix(k.Doc, ".") || strings.Contains(k.Doc, "\n") || len(k.Sources) == 0 {
				t.Errorf("the kind %q of %s has the doc %q and %d sources", k.Name, r.Name, k.Doc, len(k.Sources))
			}
			keys := map[string]bool{}
			for _, ref := range k.References {
				if ref.Key == "" || ref.Author == "" || ref.Title == "" || ref.Where == "" || ref.Year < 1900 || keys[ref.Key] {
					t.Errorf("%s cites %+v, or twice", k.Name, ref)
				}
				if other, again := cited[ref.Key]; again && other != ref {
					t.Errorf("%s is cited as %+v and as %+v", ref.Key, ref, other)
				}
				keys[ref.Key], cited[ref.Key] = true, ref
			}
			judgeTeX(t, r.Name, k)
		}
	}
}

// judgeTeX holds that the equations are whole, and that no file of them is forgotten.
func judgeTeX(t *testing.T, room string, k *blueprint.Kind) {
	if k.TeX == "" {
		if k.Name != "causal order" { // which is what there is without positions
			t.Errorf("%s has no equations", k.Name)
		}
		return
	}
	if b, e := strings.Count(k.TeX, `\begin{`), strings.Count(k.TeX, `\end{`); b == 0 || b != e || strings.Count(k.TeX, "{") != strings.Count(k.TeX, "}") {
		t.Errorf("the equations of %s are not whole: %s", k.Name, k.TeX)
	}
	files, _ := filepath.Glob(filepath.Join(room, "*.tex"))
	if !slices.ContainsFunc(files, func(f string) bool { data, err := os.ReadFile(f); return err == nil && string(data) == k.TeX }) {
		t.Errorf("the equations of %s are in none of %v", k.Name, files)
	}
}
