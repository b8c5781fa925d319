// Package size turns a spec into a blueprint: what the spec states, what its preset gives, what the rules derive, and
// what the fitter makes of it under a parameter budget. Every field's origin is in the Trace.
package size

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/blueprint/spec"
)

// sizer is one spec on its way to a state.
type sizer struct {
	spec  *spec.Spec
	base  string // the spec file's name, without its folder
	arch  *blueprint.Architecture
	draft *blueprint.Draft
	at    map[string]place // where the spec states a field
	diags blueprint.Diagnostics
}

// place is where a value stands in the spec.
type place struct{ line, col, width int }

// State sizes a spec. The diagnostics hold warnings, and errors where there is no state: every rule that is broken, at the
// line that breaks it.
func State(sp *spec.Spec) (blueprint.State, blueprint.Trace, blueprint.Diagnostics) {
	z := newSizer(sp)
	z.size()
	z.diags.Sort()
	if z.failed() {
		return blueprint.State{}, nil, z.diags
	}
	return z.draft.State, z.draft.Trace, z.diags
}

// size settles the draft, as far as there are no errors.
func (z *sizer) size() {
	z.texts()
	if z.choose(); z.arch == nil {
		return
	}
	z.training()
	z.task()
	if z.architecture(); z.failed() {
		return
	}
	if m := z.fit(); m != nil {
		z.account(m)
	}
}

func newSizer(sp *spec.Spec) *sizer {
	return &sizer{spec: sp, base: path.Base(strings.ReplaceAll(sp.File, `\`, "/")), draft: &blueprint.Draft{Trace: blueprint.Trace{}}, at: map[string]place{}}
}

// Stated checks the dims and options of a spec that has errors elsewhere, so that all its errors are told in one run. What
// follows from those, such as that nothing serves a spec without a modality, is not said.
func Stated(sp *spec.Spec) blueprint.Diagnostics {
	z := newSizer(sp)
	z.texts()
	if z.choose(); z.arch != nil {
		z.architecture()
	}
	return slices.DeleteFunc(z.diags, Unserved)
}

func (z *sizer) failed() bool { return z.diags.Err() != nil }

func (z *sizer) fail(p place, format string, args ...any) {
	z.say(p, false, format, args...)
}

func (z *sizer) warn(p place, format string, args ...any) {
	z.say(p, true, format, args...)
}

func (z *sizer) say(p place, warning bool, format string, args ...any) {
	z.diags = append(z.diags, blueprint.Diagnostic{File: z.spec.File, Line: p.line, Col: p.col, Width: p.width, Warning: warning, Text: fmt.Sprintf(format, args...)})
}

// origin names a place of the spec, with the text that stands there where its value was read out of it.
func (z *sizer) origin(line int, text string) blueprint.Origin {
	if text != "" {
		return blueprint.Origin(fmt.Sprintf("%s:%d, %q", z.base, line, text))
	}
	return blueprint.Origin(fmt.Sprintf("%s:%d", z.base, line))
}

// whereOf is the place to point at for a field: its own, or that of the field it follows from, or the architecture's.
func (z *sizer) whereOf(key string) place {
	if p, ok := z.at[key]; ok {
		return p
	}
	for _, k := range follows[key] {
		if p, ok := z.at[k]; ok {
			return p
		}
	}
	return z.at["family"]
}

// follows names, for fields that are derived, those that a spec would change to change them.
var follows = map[string][]string{
	"kv_heads": {"heads"}, "head_dim": {"heads", "hidden_size"}, "heads": {"hidden_size"}, "ffn_size": {"hidden_size"},
	"expert_ffn_size": {"ffn_size", "hidden_size"}, "sequence_length": {"max_seq_len"}, "hidden_size": {"parameter_max"},
	"patch_size": {"image_size"}, "image_size": {"patch_size"},
}

// choose settles the architecture: by name, by preset, or by family, task and modalities.
func (z *sizer) choose() {
	a := &z.spec.Architecture
	switch {
	case a.Name.Set():
		z.arch = arch.ByName(a.Name.Value)
		if z.arch == nil {
			z.fail(placeOf(a.Name), "there is no architecture %q; name one of %s, or leave it out to have it chosen", a.Name.Value, strings.Join(arch.Names(), ", "))
			return
		}
		z.draft.Put("architecture", z.arch.Name, z.origin(a.Name.Line, ""))
	case a.Like.Set():
		z.arch, _ = arch.Preset(a.Like.Value)
		if z.arch == nil {
			meant := "name one of " + strings.Join(arch.Presets(), ", ")
			if near := blueprint.Nearest(a.Like.Value, arch.Presets()); near != "" {
				meant = fmt.Sprintf("did you mean %q?", near)
			}
			z.fail(placeOf(a.Like), "there is no preset %q; %s", a.Like.Value, meant)
			return
		}
		z.draft.Put("architecture", z.arch.Name, z.origin(a.Like.Line, a.Like.Value))
	default:
		z.arch = arch.Choose(&z.draft.State)
		s := &z.draft.State
		if z.arch == nil {
			z.fail(z.at["family"], unserved+"family %s for %s from %s to %s; there are: %s", s.Family, s.TaskType, andList(s.Inputs), andList(s.Outputs), described())
			return
		}
		z.draft.Put("architecture", z.arch.Name, blueprint.Origin(fmt.Sprintf("rule architecture: family %s, task %s, %s to %s", s.Family, s.TaskType, andList(s.Inputs), andList(s.Outputs))))
	}
	z.serves()
}

// serves refuses a task or modality that the named architecture does not have, and fills in what a preset leaves open.
func (z *sizer) serves() {
	usual, why := &z.arch.Usual, "default for "+blueprint.Origin(z.arch.Name)
	z.draft.Default("family", string(usual.Family), why)
	z.draft.Default("task_type", string(usual.Task), why)
	z.draft.Default("inputs", string(usual.Inputs), why)
	z.draft.Default("outputs", string(usual.Outputs), why)
	if s := &z.draft.State; !z.arch.Takes(s) {
		at := z.whereOf("task_type")
		z.fail(at, "architecture %s does not serve family %s for %s from %s to %s; it is %s", z.arch.Name, s.Family, s.TaskType, andList(s.Inputs), andList(s.Outputs), z.arch.Serves)
		z.arch = nil
	}
}

func described() string {
	list := make([]string, len(arch.Architectures))
	for i, a := range arch.Architectures {
		list[i] = a.Name + ", " + a.Serves
	}
	return strings.Join(list, "; ")
}

func andList(l blueprint.List) string {
	if l == "" {
		return "nothing"
	}
	return strings.Join(l.Items(), " and ")
}

// account settles the computed fields and holds the model against the spec's limits.
func (z *sizer) account(m *blueprint.Model) {
	counted := m.Account()
	for i := range blueprint.Fields {
		if f := &blueprint.Fields[i]; f.Role == "computed" && !f.Zero(&counted) {
			z.draft.Put(f.Key, f.Value(&counted).Interface(), computed(f.Key, &counted))
		}
	}
	m.State, m.Trace = z.draft.State, z.draft.Trace
	for _, c := range m.Validate() {
		if !c.Met {
			z.warn(z.at[c.Key], "%s", c.Missed())
			z.diags[len(z.diags)-1].Limit = true
		}
	}
}

func computed(key string, s *blueprint.State) blueprint.Origin {
	switch key {
	case "weight_bytes":
		return blueprint.Origin(fmt.Sprintf("exact: total_params x %d bytes (%s)", s.Width(), s.Precision))
	case "training_flops":
		return "exact: forward_flops, and what the gradients cost"
	case "kv_cache_bytes":
		return blueprint.Origin(fmt.Sprintf("exact: batch 1, %d tokens, %s", s.MaxSeqLen, s.Precision))
	case "state_bytes":
		return blueprint.Origin(fmt.Sprintf("exact: batch 1, %s", s.Precision))
	case "forward_flops", "activation_bytes":
		if s.SequenceLength == 0 {
			return blueprint.Origin(fmt.Sprintf("exact: batch 1, %s", s.Precision))
		}
		return blueprint.Origin(fmt.Sprintf("exact: batch 1, %d tokens, %s", s.SequenceLength, s.Precision))
	}
	return "exact: summed over the modules"
}

const unserved = "no architecture serves "

// Unserved reports whether a diagnostic says that there is no architecture for a spec: the spec itself is in order.
func Unserved(d blueprint.Diagnostic) bool { return strings.HasPrefix(d.Text, unserved) }
