package python_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/emit/docs"
)

// shipped are the specs that architectures have for their tests, in their folders testdata: with the presets, every source of theirs is in
// one of these models.
func shipped(t testing.TB) map[string]*blueprint.Model {
	files, err := filepath.Glob("../../blueprint/arch/*/testdata/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*blueprint.Model{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(filepath.Dir(filepath.Dir(file))) + "_" + strings.TrimSuffix(filepath.Base(file), ".yaml")
		all[name] = model(t, name, string(text))
	}
	return all
}

// TestCardCommandsRun runs what a reader of a model card would: the commands for a small model, on data that the task's testdata/make.py
// makes. Training must bring the loss down; the answer and the measurements must come.
func TestCardCommandsRun(t *testing.T) {
	bin := python3(t, "torch")
	t.Parallel()
	byTask := map[string][]*blueprint.Model{}
	models := shipped(t)
	has := map[*blueprint.Architecture]bool{}
	for _, m := range models {
		byTask[m.Task.Name], has[m.Arch] = append(byTask[m.Task.Name], m), true
	}
	for _, a := range arch.Architectures {
		if !has[a] {
			t.Errorf("architecture %s has no spec in its folder testdata", a.Name)
		}
	}
	for task, list := range byTask {
		t.Run(task, func(t *testing.T) {
			dir := t.TempDir()
			succeeds(t, dir, nil, bin, absolute(t, "../../blueprint/task/"+task+"/testdata/make.py"))
			slices.SortFunc(list, func(a, b *blueprint.Model) int { return strings.Compare(a.Package, b.Package) })
			var commands [][]string
			for _, m := range list {
				write(t, dir, m)
				commands = append(commands, cardCommands(t, m)...)
			}
			for i, got := range mains(t, dir, commands) {
				name := list[i/3].Package + " " + commands[i][1]
				switch losses := losses(got.Out); {
				case got.Code != 0:
					t.Errorf("%s: %v: exit %d\n%s", name, commands[i], got.Code, got.Out)
				case i%3 == 0 && (len(losses) < 2 || losses[len(losses)-1] >= losses[0]):
					t.Errorf("%s does not learn:\n%s", name, got.Out)
				case i%3 > 0 && strings.TrimSpace(got.Out) == "":
					t.Errorf("%s says nothing", name)
				}
			}
		})
	}
}

// cardCommands are the commands of a card that train a small model and ask it, and one that measures it: a package, a script, arguments.
func cardCommands(t *testing.T, m *blueprint.Model) [][]string {
	t.Helper()
	files, err := docs.Files(m)
	if err != nil {
		t.Fatal(err)
	}
	var card string
	for _, f := range files {
		if f.Path == "docs/model_card.md" {
			card = string(f.Data)
		}
	}
	var commands [][]string
	for _, command := range regexp.MustCompile(`(?m)^python code/(?:.*\\\n)*.*`).FindAllString(card, -1) {
		words := shellWords(t, command)
		script := strings.TrimSuffix(filepath.Base(words[1]), ".py")
		words = append([]string{m.Package, script}, words[2:]...)
		out := m.Package + "-small"
		for i, w := range words {
			words[i] = strings.ReplaceAll(w, "small/", out+"/")
		}
		switch at := slices.Index(words, "small"); {
		case at > 0:
			words[at] = out
			commands = append(commands, append(words, "--steps", "30", "--interval", "10", "--learning-rate", "0.003"))
		case slices.Contains(words, out+"/checkpoint.pt"):
			commands = append(commands, words)
		}
	}
	if len(commands) != 2 {
		t.Fatalf("%s: the card has these commands for a small model: %v", m.Package, commands)
	}
	data := commands[0][slices.Index(commands[0], "--data")+1]
	out := m.Package + "-small"
	return append(commands, []string{m.Package, "eval", "--checkpoint", out + "/checkpoint.pt", "--data", data, "--out", fmt.Sprintf("%s.json", out)})
}

func shellWords(t *testing.T, command string) []string {
	t.Helper()
	out, err := exec.Command("sh", "-c", `printf '%s\0' `+command).Output()
	if err != nil {
		t.Fatalf("%s: %v", command, err)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
}

// losses are those of train.py's reports: of the training data where the last is, since few steps say little of the others.
func losses(out string) []float64 {
	var list []float64
	for _, match := range regexp.MustCompile(`train ([0-9.]+)`).FindAllStringSubmatch(out, -1) {
		if loss, err := strconv.ParseFloat(match[1], 64); err == nil {
			list = append(list, loss)
		}
	}
	return list
}
