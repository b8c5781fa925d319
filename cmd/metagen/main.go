// Command metagen compiles the YAML spec of a machine-learning model into typed Go constants, and emits from those the
// PyTorch project, the paper, the docs and the data files, so that all of them agree.
//
// Usage:
//
//	metagen [flags] [spec.yaml | dir | dir/... ]
//	metagen <command> [flags] [arguments]
//
// With no command it compiles and emits the specs that are named, or those in a folder (default: the current one), or in every
// folder below (dir/...). It is made for a line such as
//
//	//go:generate go tool metagen ./...
//
// Exit status: 0, done or nothing to do; 1, invalid input or drift; 2, wrong usage.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
)

// command is one thing to do.
type command struct {
	name, args, doc string
	run             func(c *context, args []string) error
}

// commands lists them all, the default first.
func commands() []command {
	return []command{
		{"generate", "[spec.yaml | dir | dir/...]", "compile and emit: the default", generate},
		{"compile", "[spec.yaml | dir | dir/...]", "write the Go constants only", compileOnly},
		{"emit", "package-dir...", "write everything else from the Go constants as they stand", emitOnly},
		{"check", "[spec.yaml | dir | dir/...]", "say which files are not what the specs give; write nothing", check},
		{"validate", "[spec.yaml | dir | dir/...]", "say what is wrong with specs; write nothing", validate},
		{"show", "spec.yaml", "print the blueprint, and where each value is from", show},
		{"explain", "spec.yaml field", "print where a value comes from, and the lines that carry it", explain},
		{"schema", "[file.json]", "print the JSON Schema of the spec language, or write it to a file", schema},
		{"init", "[spec.yaml]", "write a commented spec to start from", initSpec},
		{"demo", "[dir]", "write a spec and generate everything from it", demo},
	}
}

// context is what a run has: where its output goes, and its flags.
type context struct {
	stdout, stderr io.Writer
	flags          *flag.FlagSet
	out            string
	strict, quiet  bool
	json           bool
	like           string
	jobs           int
}

// usageError is a mistake in how metagen was called.
type usageError string

func (e usageError) Error() string { return string(e) }

// errReported says that all there is to say has been printed.
var errReported = errors.New("reported")

func main() {
	debug.SetGCPercent(800) // a run is over before memory matters
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, stdout, stderr io.Writer) int {
	c := &context{stdout: stdout, stderr: stderr, quiet: os.Getenv("GOFILE") != ""}
	cmd := commands()[0]
	if len(args) > 0 && args[0] == "help" {
		args = append(args[1:], "-h")
	}
	if len(args) > 0 {
		for _, known := range commands() {
			if args[0] == known.name {
				cmd, args = known, args[1:]
				break
			}
		}
	}
	c.setFlags(cmd)
	rest, err := c.parse(args)
	if err == nil && c.jobs < 0 {
		err = usageError(fmt.Sprintf("-j is %d, and must be 0 or more", c.jobs))
	}
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err == nil {
		err = cmd.run(c, rest)
	}
	var wrong usageError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &wrong):
		fmt.Fprintf(stderr, "metagen %s: %v\nmetagen -h says how it is used\n", cmd.name, err)
		return 2
	case !errors.Is(err, errReported):
		fmt.Fprintln(stderr, withLabel(err.Error()))
	}
	return 1
}

// withLabel makes sure that an error from below says what it is.
func withLabel(text string) string {
	if strings.Contains(text, "error: ") {
		return text
	}
	return "metagen: error: " + text
}

// setFlags declares the flags that a command has.
func (c *context) setFlags(cmd command) {
	c.flags = flag.NewFlagSet("metagen "+cmd.name, flag.ContinueOnError)
	c.flags.SetOutput(io.Discard)
	c.flags.Usage = func() {}
	switch cmd.name {
	case "generate", "compile", "emit", "check", "demo":
		c.flags.BoolVar(&c.quiet, "quiet", c.quiet, "print warnings and errors only")
		c.flags.IntVar(&c.jobs, "j", 0, "how many specs to work on at once; 0 is one a processor")
	}
	switch cmd.name {
	case "generate", "compile", "check":
		c.flags.StringVar(&c.out, "out", "", "the folder to put packages in; default: beside each spec")
	}
	switch cmd.name {
	case "generate", "compile", "check", "validate":
		c.flags.BoolVar(&c.strict, "strict", false, "take a missed constraint for an error")
	case "show":
		c.flags.BoolVar(&c.json, "json", false, "print JSON")
	case "init":
		c.flags.StringVar(&c.like, "like", "", "the preset to start from, such as llama-3-8b")
	}
}

// parse reads flags and arguments in any order.
func (c *context) parse(args []string) (rest []string, err error) {
	for len(args) > 0 {
		if err := c.flags.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				c.help()
				return nil, err
			}
			return nil, usageError(err.Error())
		}
		if args = c.flags.Args(); len(args) > 0 {
			rest, args = append(rest, args[0]), args[1:]
		}
	}
	return rest, nil
}

func (c *context) help() {
	fmt.Fprint(c.stdout, "metagen compiles specs of machine-learning models into Go constants, PyTorch, a paper and docs that agree.\n\nusage: metagen [command] [flags] [arguments]\n\n")
	for _, cmd := range commands() {
		fmt.Fprintf(c.stdout, "  %-32s %s\n", strings.TrimSpace(cmd.name+" "+cmd.args), cmd.doc)
	}
	fmt.Fprintf(c.stdout, "\nflags of %s:\n", c.flags.Name())
	c.flags.SetOutput(c.stdout)
	c.flags.PrintDefaults()
}
