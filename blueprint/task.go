package blueprint

import (
	"io/fs"
	"slices"
	"strings"
)

// Task is what a model is trained and used for: the code around model.py that differs between tasks, and what documents say of it.
// It is a struct value; each has a folder in blueprint/task.
type Task struct {
	Name     string                  // "language_model"
	Doc      string                  // what the model learns, in a sentence
	Unit     string                  // what evaluation counts, and the speed of training is given in: "tokens"
	Example  func(s *State) string   // one example, which the figures are for, with fields by their keys: "one sequence of {sequence_length} tokens"
	Format   func(s *State) []string // what data.py reads, an item of a list each; code stands between backticks
	Data     func(s *State) string   // what stands for the user's data in commands: "corpus.txt"
	Ask      func(s *State) string   // the arguments of infer.py: `--prompt "Once upon a time"`
	Small    func(s *State) string   // further arguments of train.py for a small model: "--sequence-length 128"
	Metrics  []string                // what eval.py measures
	Requires []string                // Python packages beside torch, as pyproject.toml has them: "pillow>=10"
	Sources  []Source                // data.py, prepare.py, measure.py, infer.py and test_model.py, and before them what data.py begins with: rooms, and what a choice takes
}

// Fill writes a text that names fields by their keys between braces: what is plain in it by one function, fields by the other.
func Fill(text string, plain func(string) string, value func(f *Field) string) string {
	var b strings.Builder
	for {
		before, rest, _ := strings.Cut(text, "{")
		key, after, closed := strings.Cut(rest, "}")
		f := FieldByKey(key)
		if !closed || f == nil {
			return b.String() + plain(text)
		}
		b.WriteString(plain(before) + value(f))
		text = after
	}
}

// Source finds one of the task's files, such as "data.py"; it has no text where there is none.
func (t *Task) Source(file string) Source {
	path := "task/" + t.Name + "/" + file
	for _, s := range t.Sources {
		if s.Path == path {
			return s
		}
	}
	return Source{Path: path}
}

// Rooms lists the files that data.py begins with: those of rooms, and what a choice takes.
func (t *Task) Rooms() []Source {
	return slices.DeleteFunc(slices.Clone(t.Sources), func(s Source) bool {
		name, own := strings.CutPrefix(s.Path, "task/"+t.Name+"/")
		return own && slices.Contains([]string{"data.py", "prepare.py", "measure.py", "infer.py", "test_model.py"}, name)
	})
}

// Files lists the Python files of a folder, in the order of their names, as they stand in this project under a prefix: "task/language_model/".
func Files(folder fs.FS, prefix string) []Source {
	paths, err := fs.Glob(folder, "*.py")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	list := make([]Source, len(paths))
	for i, p := range paths {
		text, err := fs.ReadFile(folder, p)
		if err != nil {
			panic(err) // embedded
		}
		list[i] = Source{prefix + p, string(text)}
	}
	return list
}
