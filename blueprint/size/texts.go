package size

import (
	"fmt"
	"slices"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/spec"
)

func placeOf[T any](f spec.Field[T]) place { return place{f.Line, f.Col, len(f.Text)} }

// put settles a field from the spec where it stands there.
func put[T any](z *sizer, key string, f spec.Field[T], value any) {
	if f.Set() {
		z.at[key] = placeOf(f)
		z.draft.Put(key, value, z.origin(f.Line, ""))
	}
}

// read is put for a value that was read out of a text, which the origin then quotes.
func read[T any](z *sizer, key string, f spec.Field[T], value any) {
	if f.Set() {
		z.at[key] = placeOf(f)
		z.draft.Put(key, value, z.origin(f.Line, f.Text))
	}
}

func list(f spec.Field[[]spec.Field[string]]) string {
	items := make([]string, len(f.Value))
	for i, item := range f.Value {
		items[i] = item.Value
	}
	return string(blueprint.JoinList(items))
}

// texts settles what the spec says of the model in its own words.
func (z *sizer) texts() {
	sp := z.spec
	z.draft.Put("spec", z.base, "the file's name")
	put(z, "name", sp.Name, sp.Name.Value)
	put(z, "description", sp.Description, sp.Description.Value)
	put(z, "version", sp.Version, sp.Version.Value)
	put(z, "family", sp.Architecture.Family, sp.Architecture.Family.Value)
	put(z, "like", sp.Architecture.Like, sp.Architecture.Like.Value)
	put(z, "inputs", sp.Modality.Inputs, list(sp.Modality.Inputs))
	put(z, "outputs", sp.Modality.Outputs, list(sp.Modality.Outputs))
	put(z, "task_type", sp.Task.Type, sp.Task.Type.Value)
	put(z, "domain", sp.Task.Domain, sp.Task.Domain.Value)
	z.components()
	z.constraints()
	d := &sp.Training.Data
	put(z, "objective", sp.Training.Objective, list(sp.Training.Objective))
	put(z, "data_sources", d.Sources, list(d.Sources))
	put(z, "data_size", d.Size, d.Size.Text)
	if d.Size.Value.Unit == "tokens" && d.Size.Value.Amount >= 1 {
		read(z, "data_tokens", d.Size, int64(d.Size.Value.Amount))
	}
	put(z, "data_pii", d.Governance.PII, d.Governance.PII.Value)
	put(z, "data_copyright", d.Governance.Copyright, d.Governance.Copyright.Value)
	c := &sp.Training.Compute
	put(z, "hardware", c.Hardware, c.Hardware.Text)
	read(z, "accelerators", c.Hardware, c.Hardware.Value.Count)
	read(z, "duration", c.Duration, int64(c.Duration.Value))
	put(z, "alignment_method", sp.Training.Alignment.Method, list(sp.Training.Alignment.Method))
	put(z, "alignment_policy", sp.Training.Alignment.Policy, sp.Training.Alignment.Policy.Value)
	put(z, "benchmarks", sp.Evaluation.Benchmarks, list(sp.Evaluation.Benchmarks))
	put(z, "baselines", sp.Evaluation.Baselines, list(sp.Evaluation.Baselines))
	put(z, "metrics", sp.Evaluation.Metrics, list(sp.Evaluation.Metrics))
	put(z, "seed", sp.Reproducibility.Seed, sp.Reproducibility.Seed.Value)
	put(z, "determinism", sp.Reproducibility.Determinism, sp.Reproducibility.Determinism.Value)
	z.draft.Default("seed", 42, "default")
	z.draft.Default("determinism", false, "default")
}

func (z *sizer) components() {
	var items []string
	for _, c := range z.spec.Architecture.Components {
		items = append(items, strings.TrimSuffix(fmt.Sprintf("%s: %s", c.Name.Value, c.Type.Value), ": "))
	}
	if len(items) > 0 {
		first := z.spec.Architecture.Components[0].Name
		z.draft.Put("components", string(blueprint.JoinList(items)), z.origin(first.Line, ""))
	}
}

func (z *sizer) constraints() {
	c := &z.spec.Constraints
	put(z, "latency", c.Latency, c.Latency.Value)
	put(z, "device", c.Device, c.Device.Value)
	read(z, "parameter_min", c.ParameterBudget.Min, int64(c.ParameterBudget.Min.Value))
	read(z, "parameter_max", c.ParameterBudget.Max, int64(c.ParameterBudget.Max.Value))
	read(z, "memory_budget", c.MemoryBudget, int64(c.MemoryBudget.Value))
	put(z, "context_window", c.ContextWindow, c.ContextWindow.Text)
	read(z, "context_tokens", c.ContextWindow, int64(c.ContextWindow.Value.Tokens))
	put(z, "throughput", c.Throughput, c.Throughput.Text)
	read(z, "throughput_rate", c.Throughput, c.Throughput.Value.Amount)
	read(z, "throughput_unit", c.Throughput, c.Throughput.Value.Unit)
	if c.ContextWindow.Value.Infinite {
		z.warn(placeOf(c.ContextWindow), "context_window %s is read as %d tokens: no model of this kind attends to more than it is built for", c.ContextWindow.Text, c.ContextWindow.Value.Tokens)
	}
	if lo, hi := c.ParameterBudget.Min, c.ParameterBudget.Max; lo.Set() && hi.Set() && lo.Value > hi.Value {
		z.fail(placeOf(lo), "parameter_budget.min %s is above parameter_budget.max %s", lo.Text, hi.Text)
	}
}

// task settles what the spec says of the task and of images, where the architecture has it, and warns where it has not.
func (z *sizer) task() {
	t, c := &z.spec.Task, &z.spec.Constraints
	for _, x := range []struct {
		key, name string
		field     spec.Field[int64]
	}{
		{"num_classes", "task.num_classes", t.NumClasses}, {"num_outputs", "task.num_outputs", t.NumOutputs},
		{"embedding_dim", "task.embedding_dim", t.EmbeddingDim}, {"patch_size", "constraints.patch_size", c.PatchSize},
		{"image_size", "constraints.image_size", square(c.ImageSize)},
	} {
		switch {
		case !x.field.Set():
		case slices.Contains(z.arch.Fields, x.key):
			put(z, x.key, x.field, x.field.Value)
		default:
			z.warn(placeOf(x.field), "%s does nothing: architecture %s has no such size", x.name, z.arch.Name)
		}
	}
	if sides := c.ImageSize.Value; len(sides) == 2 && sides[0] != sides[1] && slices.Contains(z.arch.Fields, "image_size") {
		z.fail(placeOf(c.ImageSize), "constraints.image_size is %d by %d, and architecture %s takes square images: state one side", sides[0], sides[1], z.arch.Name)
	}
}

// square is an image's size as one number.
func square(sides spec.Field[[]int64]) spec.Field[int64] {
	f := spec.Field[int64]{Text: sides.Text, Line: sides.Line, Col: sides.Col}
	if len(sides.Value) > 0 {
		f.Value = sides.Value[0]
	}
	return f
}
