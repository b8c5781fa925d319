package data

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
	"gopkg.in/yaml.v3"
)

// sections say where a spec states the fields that are neither dims nor options.
var sections = map[string]string{
	"name": "name", "description": "description", "version": "version",
	"inputs": "modality.inputs", "outputs": "modality.outputs", "task_type": "task.type", "domain": "task.domain",
	"num_classes": "task.num_classes", "num_outputs": "task.num_outputs", "embedding_dim": "task.embedding_dim",
	"latency": "constraints.latency", "device": "constraints.device", "parameter_min": "constraints.parameter_budget.min",
	"parameter_max": "constraints.parameter_budget.max", "memory_budget": "constraints.memory_budget",
	"context_window": "constraints.context_window", "throughput": "constraints.throughput",
	"objective": "training.objective", "data_sources": "training.data.sources", "data_size": "training.data.size",
	"data_pii": "training.data.governance.pii", "data_copyright": "training.data.governance.copyright",
	"hardware": "training.compute.hardware", "duration": "training.compute.duration",
	"alignment_method": "training.alignment.method", "alignment_policy": "training.alignment.policy",
	"freeze": "training.freeze", "lora_rank": "training.lora.rank", "lora_alpha": "training.lora.alpha", "lora_targets": "training.lora.targets",
	"sequence_length": "training.sequence_length", "precision": "training.precision", "batch_size": "training.config.batch_size",
	"learning_rate": "training.config.learning_rate", "weight_decay": "training.config.weight_decay",
	"warmup_steps": "training.config.warmup_steps", "training_steps": "training.config.steps",
	"family": "architecture.family", "architecture": "architecture.name",
	"benchmarks": "evaluation.benchmarks", "baselines": "evaluation.baselines", "metrics": "evaluation.metrics",
	"seed": "reproducibility.seed", "determinism": "reproducibility.determinism",
}

// resolved is a spec that states everything, and so gives this blueprint whatever the rules and presets become.
func resolved(m *blueprint.Model) ([]byte, error) {
	top := newMapping()
	top.put("metagen_version", text("1.0"))
	for i := range blueprint.Fields {
		f := &blueprint.Fields[i]
		if _, ok := m.Trace[f.Key]; !ok {
			continue
		}
		where, ok := sections[f.Key]
		if !ok && (f.Role == "dim" || f.Role == "option") {
			where, ok = "architecture."+f.Role+"s."+f.Key, true
		}
		switch {
		case f.Key == "components":
			top.section("architecture").put("components", components(m.State.Components))
		case f.Key == "hyperparameters":
			others(top.section("training").section("config"), m.State.Hyperparameters)
		case ok:
			put(top, strings.Split(where, "."), value(f, &m.State))
		}
	}
	return encodeYAML(m, top.node)
}

func put(m mapping, path []string, value *yaml.Node) {
	for _, key := range path[:len(path)-1] {
		m = m.section(key)
	}
	m.put(path[len(path)-1], value)
}

// value is a field's value as a spec states it: sizes and times with a unit.
func value(f *blueprint.Field, s *blueprint.State) *yaml.Node {
	switch f.Key {
	case "memory_budget":
		return text(fmt.Sprintf("%dB", s.MemoryBudget))
	case "duration":
		return text(fmt.Sprintf("%d seconds", s.Duration))
	}
	return scalar(f, s)
}

func components(list blueprint.List) *yaml.Node {
	n := &yaml.Node{Kind: yaml.SequenceNode}
	for _, item := range list.Items() {
		name, kind, ok := strings.Cut(item, ": ")
		entry := mapping{&yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle}}
		entry.put("name", text(name))
		if ok {
			entry.put("type", text(kind))
		}
		n.Content = append(n.Content, entry.node)
	}
	return n
}

// others puts the hyperparameters that are texts, "key: value", back: numbers and flags plain, lists as lists.
func others(config mapping, list blueprint.List) {
	for _, item := range list.Items() {
		key, raw, _ := strings.Cut(item, ": ")
		_, err := strconv.ParseFloat(raw, 64)
		switch {
		case strings.Contains(raw, ", "):
			config.put(key, texts(strings.Split(raw, ", ")))
		case err == nil || raw == "true" || raw == "false":
			config.put(key, &yaml.Node{Kind: yaml.ScalarNode, Value: raw})
		default:
			config.put(key, text(raw))
		}
	}
}
