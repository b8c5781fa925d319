package size

import (
	"fmt"
	"slices"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/blueprint/spec"
)

func joined(list []string) string { return strings.Join(list, ", ") }

// architecture settles the dims and options that are stated: the preset's, then the spec's own.
func (z *sizer) architecture() {
	a := &z.spec.Architecture
	if a.Like.Set() {
		z.preset(a.Like.Value)
	}
	for _, e := range a.Dims {
		z.stated("dims", "dim", e)
	}
	for _, e := range a.Options {
		z.stated("options", "option", e)
	}
	z.drop()
	if z.arch.Imply != nil {
		z.arch.Imply(z.draft)
	}
	z.data()
}

// drop takes out what does not apply: a preset's rope_theta, where the spec's position is learned. What the spec itself states is
// refused instead.
func (z *sizer) drop() {
	settled := z.draft.Clone()
	z.arch.Derive(settled)
	for _, key := range z.arch.Fields {
		need := z.arch.Lacks(&settled.State, key)
		if need == "" || !z.draft.Has(key) {
			continue
		}
		if f := blueprint.FieldByKey(key); strings.HasPrefix(string(z.draft.Trace[key]), fromPreset) || f.Zero(&z.draft.State) {
			f.Value(&z.draft.State).SetZero()
			delete(z.draft.Trace, key)
			continue
		}
		z.fail(z.at[key], "%s does nothing without %s; take it out", key, need)
	}
}

// fromPreset begins the origin of what a preset states.
const fromPreset = "preset "

// preset settles what the preset states. A preset is part of this program: that it can be read is tested.
func (z *sizer) preset(name string) {
	owner, p := arch.Preset(name)
	if p == nil || owner != z.arch {
		z.fail(placeOf(z.spec.Architecture.Like), "preset %q is no %s", name, z.arch.Name)
		return
	}
	content, diags := spec.ParsePreset(p.File, p.YAML)
	if err := diags.Err(); err != nil {
		panic(err)
	}
	where := z.at
	z.at = map[string]place{} // what a preset states is pointed at where the spec names it
	for _, e := range append(slices.Clone(content.Dims), content.Options...) {
		if z.draft.Has(e.Field()) {
			continue // training.config, constraints or task states it
		}
		z.entry(e.Field(), e, blueprint.Origin(fromPreset+name))
		where[e.Field()] = placeOf(z.spec.Architecture.Like)
	}
	z.at = where
}

// stated settles one key of dims or options.
func (z *sizer) stated(section, role string, e spec.Entry) {
	at := place{e.KeyLine, e.KeyCol, len(e.Key)}
	if e.Group != "" && !slices.ContainsFunc(z.arch.Fields, func(key string) bool { return strings.HasPrefix(key, e.Group+"_") }) {
		z.fail(at, "architecture %s has no part %q, so dims.%s.%s has no place; write %s under dims itself", z.arch.Name, e.Group, e.Group, e.Key, e.Key)
		return
	}
	f := blueprint.FieldByKey(e.Field())
	if f == nil || !slices.Contains(z.arch.Fields, f.Key) {
		z.fail(at, "architecture %s has no %s %q%s", z.arch.Name, role, e.Field(), z.meant(e.Field(), role))
		return
	}
	if f.Role != role {
		z.fail(at, "%s stands under %ss, not under %s", e.Key, f.Role, section)
		return
	}
	before := z.draft.State
	z.entry(f.Key, e, z.origin(e.Line, ""))
	if config := z.config(f.Key); config != nil && !f.Value(&before).Equal(f.Value(&z.draft.State)) {
		z.fail(at, "%s is %s here, and %s in training.config at line %d; keep one of them", e.Key, e.Text, config.Text, config.Line)
	}
}

// config is the entry of training.config that settles a field; nil where there is none.
func (z *sizer) config(key string) *spec.Entry {
	for i, e := range z.spec.Training.Config {
		if hyperparameters[e.Key] == key {
			return &z.spec.Training.Config[i]
		}
	}
	return nil
}

func (z *sizer) meant(key, role string) string {
	var keys []string
	for _, k := range z.arch.Fields {
		if blueprint.FieldByKey(k).Role == role {
			keys = append(keys, k)
		}
	}
	if near := blueprint.Nearest(key, keys); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return "; it has " + joined(keys)
}

// data settles what follows from what goes in, where the model has it: vocabulary and context, the size of images, and the seed's share.
func (z *sizer) data() {
	d := z.draft
	if z.takes("max_seq_len") {
		if c := z.spec.Constraints.ContextWindow; c.Set() && !statedIn(z.spec.Architecture.Dims, "max_seq_len") {
			z.at["max_seq_len"] = placeOf(c)
			d.Put("max_seq_len", int64(c.Value.Tokens), z.origin(c.Line, c.Text))
		}
		d.Default("max_seq_len", 2048, "default for text")
	}
	if z.takes("codebooks") {
		d.Default("vocab_size", 2048, "default for audio codes: the codebooks of EnCodec")
	}
	if z.takes("vocab_size") {
		d.Default("vocab_size", 50257, "default for text: the GPT-2 vocabulary")
	}
	for key, size := range map[string]int64{"image_size": 224, "patch_size": 16, "num_channels": 3} {
		if z.takes(key) {
			d.Default(key, size, "default for images")
		}
	}
	if z.takes("dropout") {
		// Everything that a seed varies stands here.
		rates := []float64{0.1, 0.2, 0.3}
		seed := int64(d.State.Seed)
		d.Default("dropout", rates[((seed%3)+3)%3], blueprint.Origin(fmt.Sprintf("seed %d: 0.1, 0.2 or 0.3 by seed mod 3", seed)))
	}
	schedule(d)
}

// takes reports whether the architecture has a field, and the field something to do in what is settled so far.
func (z *sizer) takes(key string) bool {
	return slices.Contains(z.arch.Fields, key) && z.arch.Lacks(&z.draft.State, key) == ""
}

func statedIn(entries []spec.Entry, key string) bool {
	return slices.ContainsFunc(entries, func(e spec.Entry) bool { return e.Field() == key })
}
