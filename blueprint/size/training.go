package size

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/spec"
)

// tokensAStep is the default size of an optimiser step, as GPT-2's reproductions take it.
const tokensAStep = 1 << 19

// hyperparameters are the keys of training.config that the emitted trainer reads, and the fields that they settle.
var hyperparameters = map[string]string{
	"batch_size": "batch_size", "learning_rate": "learning_rate", "weight_decay": "weight_decay",
	"warmup_steps": "warmup_steps", "steps": "training_steps", "dropout": "dropout",
}

// training settles how the model is trained, but for what depends on its dimensions.
func (z *sizer) training() {
	t := &z.spec.Training
	z.adapters()
	read(z, "sequence_length", t.SequenceLength, int64(t.SequenceLength.Value))
	put(z, "precision", t.Precision, t.Precision.Value)
	z.draft.Default("precision", "bfloat16", "default")
	var others []string
	for _, e := range t.Config {
		key, known := hyperparameters[e.Key]
		if !known {
			others = append(others, fmt.Sprintf("%s: %s", e.Key, e.Text))
			z.draft.Default("hyperparameters", "", z.origin(e.Line, ""))
			continue
		}
		z.entry(key, e, z.origin(e.Line, ""))
	}
	if len(others) > 0 {
		z.draft.State.Hyperparameters = blueprint.JoinList(others)
	}
}

// adapters settles what training leaves as it is, and what it trains beside that.
func (z *sizer) adapters() {
	t := &z.spec.Training
	if t.Freeze.Set() {
		paths := make([]string, len(t.Freeze.Value))
		for i, part := range t.Freeze.Value {
			paths[i] = z.arch.PartPath(part.Value)
		}
		put(z, "freeze", t.Freeze, string(blueprint.JoinList(paths)))
	}
	put(z, "lora_rank", t.LoRA.Rank, t.LoRA.Rank.Value)
	put(z, "lora_targets", t.LoRA.Targets, list(t.LoRA.Targets))
	put(z, "lora_alpha", t.LoRA.Alpha, t.LoRA.Alpha.Value)
	if t.LoRA.Rank.Set() {
		z.draft.Default("lora_alpha", int64(z.draft.State.LoRARank), "default: lora_rank")
	}
	if t.LoRA.Alpha.Set() && !t.LoRA.Rank.Set() {
		z.fail(placeOf(t.LoRA.Alpha), "training.lora.alpha does nothing without training.lora.rank; state a rank, such as 16")
	}
}

// schedule settles what depends on the sequence length and on how much data there is.
func schedule(d *blueprint.Draft) {
	s := &d.State
	if s.MaxSeqLen > 0 {
		d.Default("sequence_length", min(int64(s.MaxSeqLen), 4096), "default: max_seq_len, at most 4096")
	}
	length := max(int64(s.SequenceLength), 1)
	if s.SequenceLength > 0 {
		d.Default("batch_size", max(1, tokensAStep/length), "default: 524,288 tokens a step")
	} else {
		d.Default("batch_size", 256, "default")
	}
	d.Default("learning_rate", 3e-4, "default")
	d.Default("weight_decay", 0.1, "default")
	steps, why := int64(10000), blueprint.Origin("default")
	if s.DataTokens > 0 && s.SequenceLength > 0 {
		steps, why = max(1, int64(s.DataTokens)/blueprint.Product(length, max(int64(s.BatchSize), 1))), "derived: data_tokens / (batch_size x sequence_length), one pass"
	}
	d.Default("training_steps", steps, why)
	d.Default("warmup_steps", min(2000, int64(s.TrainingSteps)/10), "default: a tenth of training_steps, at most 2000")
}

// entry settles a field from a free key of the spec, if its value is one that the field can hold.
func (z *sizer) entry(key string, e spec.Entry, origin blueprint.Origin) {
	f := blueprint.FieldByKey(key)
	at := place{e.Line, e.Col, len(e.Text)}
	z.at[key] = at
	before := z.draft.State
	if err := f.Set(&z.draft.State, e.Value); err != nil || outOfRange(f, &z.draft.State) {
		z.draft.State = before
		z.fail(at, "%s is %s, and must be %s", e.Key, written(e), wanted(f))
		return
	}
	if v := f.Value(&z.draft.State); len(f.Of) > 0 && !slices.Contains(f.Of, v.String()) {
		z.fail(at, "%s is %s, and must be %s", e.Key, written(e), wanted(f))
		z.draft.State = before
		return
	}
	z.draft.Trace[key] = origin
}

func outOfRange(f *blueprint.Field, s *blueprint.State) bool {
	switch v := f.Value(s); {
	case v.CanInt():
		return v.Int() < least(f) || v.Int() > math.MaxInt32 && f.Role != "text"
	case v.CanFloat():
		return !(v.Float() >= 0) || v.Float() > math.MaxFloat32
	}
	return false
}

// least is the smallest number that a field takes in a spec.
func least(f *blueprint.Field) int64 {
	if f.Key == "batch_size" || f.Key == "training_steps" {
		return 1
	}
	return 0
}

// written is a value as the spec writes it: a text in quotes, since "64" is no number.
func written(e spec.Entry) string {
	if text, ok := e.Value.(string); ok {
		return strconv.Quote(text)
	}
	return e.Text
}

// wanted says what a field takes.
func wanted(f *blueprint.Field) string {
	switch {
	case len(f.Of) > 0:
		return "one of " + joined(f.Of)
	case f.Type == reflect.TypeFor[blueprint.Sizes]():
		return "a list of whole numbers"
	case f.Type.Kind().String() == "bool":
		return "true or false"
	case f.Type.Kind().String() == "int64":
		return fmt.Sprintf("a whole number from %d to %d", least(f), math.MaxInt32)
	}
	return "a number, 0 or more"
}
