package main

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/blueprint/spec"
	"github.com/metagen-go/metagen/internal/tree"
)

// starters are the specs that init and demo write.
//
//go:embed start/*.yaml
var starters embed.FS

// schema prints the JSON Schema of the spec language, or writes it to a file that is not there or holds another.
func schema(c *context, args []string) error {
	if len(args) > 1 {
		return usageError("schema takes one file name at most")
	}
	text, err := spec.Schema()
	if err != nil {
		return err
	}
	if len(args) == 0 {
		_, err = c.stdout.Write(text)
		return err
	}
	old, err := os.ReadFile(args[0])
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	case bytes.Equal(old, text):
		return nil
	case err == nil && !bytes.Contains(old, []byte(spec.SchemaMark)):
		return fmt.Errorf("%s: error: metagen did not write this file and will not replace it", filepath.ToSlash(args[0]))
	}
	return tree.WriteFile(args[0], text)
}

// initSpec writes a commented spec, and never over a file.
func initSpec(c *context, args []string) error {
	if len(args) > 1 {
		return usageError("init takes one file name")
	}
	file := "model.yaml"
	if len(args) == 1 {
		file = args[0]
	}
	text, err := starters.ReadFile("start/init.yaml")
	if err != nil {
		return err
	}
	if c.like != "" {
		if text, err = likeSpec(c.like); err != nil {
			return err
		}
	}
	stem := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
	text = []byte(strings.Replace(string(text), "name: model", fmt.Sprintf("name: %q", stem), 1))
	if err := create(file, text); err != nil {
		return err
	}
	fmt.Fprintf(c.stdout, "%s: written; metagen %s generates from it\n", filepath.ToSlash(file), filepath.ToSlash(file))
	return nil
}

// likeSpec is a spec that starts from a preset, with what the preset states as comments.
func likeSpec(like string) ([]byte, error) {
	_, preset := arch.Preset(like)
	if preset == nil {
		if near := blueprint.Nearest(like, arch.Presets()); near != "" {
			return nil, usageError(fmt.Sprintf("there is no preset %q; did you mean %s?", like, near))
		}
		return nil, usageError(fmt.Sprintf("there is no preset %q; there are %s", like, strings.Join(arch.Presets(), ", ")))
	}
	text, err := starters.ReadFile("start/like.yaml")
	if err != nil {
		return nil, err
	}
	var stated strings.Builder
	for line := range strings.Lines(string(preset.YAML)) {
		stated.WriteString("  " + strings.Replace("# "+line, "# # ", "# ", 1))
	}
	return []byte(strings.NewReplacer("like: PRESET", "like: "+like, "  # STATED\n", stated.String()).Replace(string(text))), nil
}

func create(file string, text []byte) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s: error: the file exists; name another", filepath.ToSlash(file))
	}
	if err != nil {
		return err
	}
	if _, err := f.Write(text); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// demo writes a spec into a folder and generates from it.
func demo(c *context, args []string) error {
	if len(args) > 1 {
		return usageError("demo takes one folder")
	}
	dir := "metagen-demo"
	if len(args) == 1 {
		dir = args[0]
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	text, err := starters.ReadFile("start/demo.yaml")
	if err != nil {
		return err
	}
	file := filepath.Join(dir, "demo_llm.yaml")
	if err := create(file, text); err != nil && !strings.Contains(err.Error(), "the file exists") {
		return err
	}
	if err := generate(c, []string{file}); err != nil {
		return err
	}
	if !c.quiet {
		fmt.Fprintf(c.stdout, "read %s, then %s and %s\n", filepath.ToSlash(file), filepath.ToSlash(filepath.Join(dir, "demollm", "code", "model.py")), filepath.ToSlash(filepath.Join(dir, "demollm", "docs", "report.html")))
	}
	return nil
}
