// Package arch is the registry of architectures: the explicit list, and what finds, checks and builds one.
package arch

import (
	"fmt"
	"math"
	"slices"

	"github.com/metagen-go/metagen/blueprint"
	audiodecoder "github.com/metagen-go/metagen/blueprint/arch/audio_decoder"
	"github.com/metagen-go/metagen/blueprint/arch/clip"
	"github.com/metagen-go/metagen/blueprint/arch/decoder"
	"github.com/metagen-go/metagen/blueprint/arch/encoder"
	encoderdecoder "github.com/metagen-go/metagen/blueprint/arch/encoder_decoder"
	"github.com/metagen-go/metagen/blueprint/arch/hybrid"
	"github.com/metagen-go/metagen/blueprint/arch/mamba"
	"github.com/metagen-go/metagen/blueprint/arch/resnet"
	"github.com/metagen-go/metagen/blueprint/arch/speech"
	"github.com/metagen-go/metagen/blueprint/arch/vit"
	"github.com/metagen-go/metagen/blueprint/arch/vlm"
	"github.com/metagen-go/metagen/blueprint/layer/weights"
)

// Architectures lists every architecture; Choose takes the first that serves a spec.
var Architectures = []*blueprint.Architecture{
	&encoder.Architecture,        // before the decoder, which takes every generation from text to text
	&encoderdecoder.Architecture, // before the decoder, which serves the same but for the objective
	&decoder.Architecture,
	&audiodecoder.Architecture,
	&speech.Architecture,
	&vit.Architecture,
	&resnet.Architecture,
	&hybrid.Architecture,
	&mamba.Architecture,
	&clip.Architecture,
	&vlm.Architecture,
}

// Names lists the architectures' names.
func Names() []string {
	names := make([]string, len(Architectures))
	for i, a := range Architectures {
		names[i] = a.Name
	}
	return names
}

// ByName finds an architecture; nil where there is none of that name.
func ByName(name string) *blueprint.Architecture {
	for _, a := range Architectures {
		if a.Name == name {
			return a
		}
	}
	return nil
}

// Choose finds the architecture for a state's family, task and modalities; nil where none serves them.
func Choose(s *blueprint.State) *blueprint.Architecture {
	for _, a := range Architectures {
		if a.Takes(s) {
			return a
		}
	}
	return nil
}

// Preset finds a preset and its architecture; nil where there is none of that name.
func Preset(name string) (*blueprint.Architecture, *blueprint.Preset) {
	for _, a := range Architectures {
		for i := range a.Presets {
			if a.Presets[i].Name == name {
				return a, &a.Presets[i]
			}
		}
	}
	return nil, nil
}

// Presets lists the names of all presets.
func Presets() []string {
	var names []string
	for _, a := range Architectures {
		for _, p := range a.Presets {
			names = append(names, p.Name)
		}
	}
	return names
}

// Check lists the rules that a state breaks: option values first, then the architecture's own.
func Check(a *blueprint.Architecture, s *blueprint.State) []blueprint.Problem {
	var list []blueprint.Problem
	for _, key := range append(slices.Clone(a.Fields), "precision") {
		f := blueprint.FieldByKey(key)
		v := f.Value(s)
		switch {
		case f.Zero(s) && a.Lacks(s, key) != "": // it does not apply
		case len(f.Of) > 0 && !slices.Contains(f.Of, v.String()):
			list = append(list, blueprint.Problem{Key: key, Text: fmt.Sprintf("%s is %q, and must be one of %v", key, v.String(), f.Of)})
		case v.CanInt() && (v.Int() < 0 || v.Int() > math.MaxInt32):
			list = append(list, blueprint.Problem{Key: key, Text: fmt.Sprintf("%s is %d, and must be from 0 to %d", key, v.Int(), math.MaxInt32)})
		case v.CanFloat() && !(v.Float() >= 0 && v.Float() <= math.MaxFloat32):
			list = append(list, blueprint.Problem{Key: key, Text: fmt.Sprintf("%s is %v, and must be 0 or more", key, v.Float())})
		}
	}
	list = append(list, checkTraining(s)...)
	if s.Dropout >= 1 {
		list = append(list, blueprint.Problem{Key: "dropout", Text: fmt.Sprintf("dropout is %v, and must be below 1", float64(s.Dropout))})
	}
	if s.MaxSeqLen > 0 && (s.SequenceLength < 1 || s.SequenceLength > s.MaxSeqLen) {
		list = append(list, blueprint.Problem{Key: "sequence_length", Text: fmt.Sprintf("sequence_length is %d, and must be from 1 to max_seq_len, which is %d", s.SequenceLength, s.MaxSeqLen)})
	}
	if len(list) > 0 {
		return list
	}
	return a.Check(s)
}

// checkTraining lists the rules of training that a state breaks, where it says how to train.
func checkTraining(s *blueprint.State) []blueprint.Problem {
	var list blueprint.Problems
	planned := s.BatchSize != 0 || s.TrainingSteps != 0 || s.LearningRate != 0
	list.Add(planned && s.BatchSize < 1, "batch_size", "batch_size is %d, and must be 1 or more", s.BatchSize)
	list.Add(planned && s.TrainingSteps < 1, "training_steps", "training_steps is %d, and must be 1 or more", s.TrainingSteps)
	list.Add(s.WarmupSteps < 0 || planned && s.WarmupSteps > s.TrainingSteps, "warmup_steps", "warmup_steps is %d, and must be from 0 to the training steps, which are %d", s.WarmupSteps, s.TrainingSteps)
	list.Add(!(s.LearningRate >= 0), "learning_rate", "learning_rate is %v, and must be 0 or more", float64(s.LearningRate))
	list.Add(!(s.WeightDecay >= 0), "weight_decay", "weight_decay is %v, and must be 0 or more", float64(s.WeightDecay))
	return list
}

// Build makes the model of a state, or says which rules it breaks.
func Build(s blueprint.State) (*blueprint.Model, []blueprint.Problem) {
	m, problems := Tree(s)
	if m != nil {
		m.Arch.Describe(m)
		weights.Adapt(m)
	}
	return m, problems
}

// Tree makes the module tree only, which is all that counting takes.
func Tree(s blueprint.State) (*blueprint.Model, []blueprint.Problem) {
	a := ByName(string(s.Architecture))
	if a == nil {
		return nil, []blueprint.Problem{{Key: "architecture", Text: fmt.Sprintf("there is no architecture %q; there are %v", s.Architecture, Names())}}
	}
	if list := Check(a, &s); len(list) > 0 {
		return nil, list
	}
	m := a.Tree(&s)
	if list := append(m.CheckAdapted(), uncountable(m)...); len(list) > 0 {
		return nil, list
	}
	return m, nil
}

// mostTensors keeps tensors.json below 100 MB. The largest published models have some thousands.
const mostTensors = 1_000_000

// uncountable lists what is too much of a model to be counted: a figure that says less than there is would be false.
func uncountable(m *blueprint.Model) []blueprint.Problem {
	counted := m.Account()
	for i := range blueprint.Fields {
		f := &blueprint.Fields[i]
		if f.Role == "computed" && f.Value(&counted).Int() == math.MaxInt64 {
			return []blueprint.Problem{{Key: "hidden_size", Text: fmt.Sprintf("the dimensions give %s of 2^63 or more, which is too much to count; make them smaller", f.Key)}}
		}
	}
	if n := m.Root.Entries(); n > mostTensors {
		return []blueprint.Problem{{Key: "layers", Text: fmt.Sprintf("the dimensions give a state_dict of %s tensors, and %s are the most that is listed; make layers smaller", blueprint.Thousands(n), blueprint.Thousands(int64(mostTensors)))}}
	}
	return nil
}
