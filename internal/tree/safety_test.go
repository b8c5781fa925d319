package tree_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/metagen-go/metagen/emit"
	"github.com/metagen-go/metagen/internal/tree"
)

// TestSymlinks: nothing outside the folder is written, read for its own, or removed, whatever links stand in the folder.
func TestSymlinks(t *testing.T) {
	link := func(t *testing.T, from, to string) {
		t.Helper()
		if err := os.Symlink(from, to); err != nil {
			t.Skip("symbolic links: ", err)
		}
	}
	t.Run("a folder", func(t *testing.T) {
		dir, outside := t.TempDir(), t.TempDir()
		put(t, outside, "model.py", head+"theirs")
		link(t, outside, filepath.Join(dir, "code"))
		if got, err := tree.Write(dir, files("a.py", "1", "code/model.py", "2", "code/new.py", "3"), all); err == nil {
			t.Errorf("%+v", got)
		}
		if got := there(t, outside); !maps.Equal(got, map[string]string{"model.py": head + "theirs"}) {
			t.Errorf("outside is %q", got)
		}
		if _, err := os.Stat(filepath.Join(dir, "a.py")); err == nil {
			t.Error("something is written in spite of the error")
		}
	})
	t.Run("a file", func(t *testing.T) {
		dir, outside := t.TempDir(), t.TempDir()
		put(t, outside, "model.py", head+"theirs")
		link(t, filepath.Join(outside, "model.py"), filepath.Join(dir, "model.py"))
		if _, err := tree.Write(dir, files("model.py", "2"), all); err == nil {
			t.Error("a link out of the folder is written through")
		}
		if got := there(t, outside); got["model.py"] != head+"theirs" {
			t.Errorf("outside is %q", got)
		}
	})
	t.Run("to nowhere", func(t *testing.T) {
		dir, outside := t.TempDir(), t.TempDir()
		link(t, filepath.Join(outside, "not-yet"), filepath.Join(dir, "model.py"))
		_, _ = tree.Write(dir, files("model.py", "2"), all)
		if got := there(t, outside); len(got) != 1 || got["./"] != "" {
			t.Errorf("outside is %q", got)
		}
	})
	t.Run("a stale file", func(t *testing.T) {
		dir, outside := t.TempDir(), t.TempDir()
		write(t, dir, files("code/model.py", "1", "a.py", "1"), tree.Report{Written: 2})
		put(t, outside, "model.py", "1")
		if err := os.RemoveAll(filepath.Join(dir, "code")); err != nil {
			t.Fatal(err)
		}
		link(t, outside, filepath.Join(dir, "code"))
		_, _ = tree.Write(dir, files("a.py", "1"), all)
		if got := there(t, outside); got["model.py"] != "1" {
			t.Errorf("outside is %q", got)
		}
	})
	t.Run("the folder itself", func(t *testing.T) { // is where the user says
		real := t.TempDir()
		dir := filepath.Join(t.TempDir(), "link")
		link(t, real, dir)
		write(t, dir, files("a.py", "1"), tree.Report{Written: 1})
		if got := there(t, real); got["a.py"] != "1" {
			t.Errorf("%q", got)
		}
	})
}

func TestPathsThatLeave(t *testing.T) {
	outer := t.TempDir()
	dir := filepath.Join(outer, "model")
	for _, path := range []string{"../x.py", "a/../../x.py", "/x.py", "..", filepath.Join(outer, "x.py")} {
		if _, err := tree.Write(dir, []emit.File{{Path: path, Data: []byte(head)}}, all); err == nil {
			t.Errorf("%s is written", path)
		}
	}
	for name := range there(t, outer) {
		if strings.HasSuffix(name, "x.py") {
			t.Errorf("%s is there", name)
		}
	}
}

// TestNoPlace: where a file stands for a folder of the new set, the old ones stay whole, and nothing is left lying about.
func TestNoPlace(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, files("a.py", head+"1"), tree.Report{Written: 1})
	put(t, dir, "z", "mine")
	before := there(t, dir)
	if got, err := tree.Write(dir, files("a.py", head+"2", "z/b.py", head), all); err == nil {
		t.Errorf("%+v", got)
	}
	if after := there(t, dir); !maps.Equal(before, after) {
		t.Errorf("%q became %q", before, after)
	}
	if _, err := tree.Write(filepath.Join(dir, "z"), files("a.py", head), all); err == nil {
		t.Error("a file is written to as a folder")
	}
}

// TestNoSpace: where the second of two files cannot be written, the first stays as it was, and nothing is left lying about. A name as long as
// a folder takes leaves no room for that of the file beside it.
func TestNoSpace(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, files("a.py", head+"1"), tree.Report{Written: 1})
	before := there(t, dir)
	got, err := tree.Write(dir, files("a.py", head+"2", "new/b.py", head, strings.Repeat("c", 252)+".py", head), all)
	if err == nil || !strings.HasPrefix(err.Error(), dir+": ") || got.Written != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	after := there(t, dir)
	delete(after, "new/") // an empty folder is no file
	if !maps.Equal(before, after) {
		t.Errorf("%q became %q", before, after)
	}
}

func TestDiff(t *testing.T) {
	dir := t.TempDir()
	good := files("a.py", "1", "b/c.md", "2", "d.json", "3", "e/Makefile", "4")
	write(t, dir, good, tree.Report{Written: 4})
	changes := func(t *testing.T, list []emit.File, want ...string) {
		t.Helper()
		drift, err := tree.Diff(dir, list)
		var got []string
		for _, d := range drift {
			got = append(got, d.Path+" "+d.What)
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%v, %v; want %v", got, err, want)
		}
	}
	changes(t, good)
	put(t, dir, "a.py", "edited")
	changes(t, good, "a.py changed")
	if err := os.Remove(filepath.Join(dir, "d.json")); err != nil {
		t.Fatal(err)
	}
	put(t, dir, "b/own.py", "")
	for _, of := range []string{"code/__pycache__/x.py", ".venv/x.py", "out/x.json", "docs/results.json", "notes.txt", "model.egg-info/x.json", "build/x.py", "b/y.pyc"} {
		put(t, dir, of, "") // what users and runs leave behind
	}
	changes(t, good, "a.py changed", "b/own.py extra", "d.json missing")
	drift, _ := tree.Diff(dir, good)
	if string(drift[0].Got) != "edited" || string(drift[0].Want) != "1" {
		t.Errorf("%q instead of %q", drift[0].Got, drift[0].Want)
	}
	before := there(t, dir)
	if _, err := tree.Diff(dir, good); err != nil || !maps.Equal(before, there(t, dir)) {
		t.Error("to compare changes something")
	}
	if err := os.Remove(filepath.Join(dir, "b/own.py")); err != nil {
		t.Fatal(err)
	}
	put(t, dir, "a.py", "1")
	put(t, dir, "d.json", "3")
	changes(t, good[:3], "e/Makefile extra") // a file of an earlier run, whatever its kind
	put(t, dir, "metagen.sum", sum("a.py", "1"))
	changes(t, good, "metagen.sum changed")
	if err := os.Remove(filepath.Join(dir, "metagen.sum")); err != nil {
		t.Fatal(err)
	}
	changes(t, good, "metagen.sum missing")
	dir = filepath.Join(dir, "nowhere")
	changes(t, good, "a.py missing", "b/c.md missing", "d.json missing", "e/Makefile missing")
}
