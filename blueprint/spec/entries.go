package spec

import (
	"errors"
	"strconv"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
	"gopkg.in/yaml.v3"
)

// Hyperparameters are the keys that training.config takes.
var Hyperparameters = []string{
	"adam_epsilon", "augmentation", "batch_size", "beta1", "beta2", "betas", "data_augmentation", "dropout", "ema_decay", "epochs", "gamma",
	"gradient_accumulation", "gradient_clip", "label_smoothing", "learning_rate", "lr_scheduler", "margin", "min_learning_rate", "momentum",
	"noise_schedule", "num_workers", "optimizer", "scheduler", "steps", "temperature", "timesteps", "unconditional_probability",
	"warmup_epochs", "warmup_ratio", "warmup_steps", "weight_decay",
}

// entries reads a map whose keys are not those of a struct. Values are scalars, or lists of texts; dims may hold groups.
func (p *parser) entries(n *yaml.Node, path, group string) []Entry {
	var list []Entry
	first := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name := n.Content[i]
		if !p.key(name, path+".", first) {
			continue
		}
		if path == "training.config" && !p.hyperparameter(name) {
			continue
		}
		value := p.follow(n.Content[i+1])
		switch {
		case value == nil:
		case value.Kind == yaml.MappingNode && path == "architecture.dims":
			list = append(list, p.entries(value, path+"."+name.Value, name.Value)...)
		default:
			if e, ok := p.entry(name, value, path); ok {
				e.Group = group
				list = append(list, e)
			}
		}
	}
	return list
}

func (p *parser) hyperparameter(name *yaml.Node) bool {
	for _, known := range Hyperparameters {
		if known == name.Value {
			return true
		}
	}
	if near := blueprint.Nearest(name.Value, Hyperparameters); near != "" {
		p.at(name, "unknown key %q in training.config; did you mean %q?", name.Value, near)
	} else {
		p.at(name, "unknown key %q in training.config; its keys are %s", name.Value, strings.Join(Hyperparameters, ", "))
	}
	return false
}

func (p *parser) entry(name, n *yaml.Node, path string) (Entry, bool) {
	e := Entry{Key: name.Value, Text: n.Value}
	e.Line, e.Col = p.place(n)
	e.KeyLine, e.KeyCol = p.place(name)
	if n.Kind == yaml.SequenceNode && path == "training.config" {
		var items []string
		for _, item := range n.Content {
			if item = p.follow(item); item == nil || !p.want(item, yaml.ScalarNode, path+"."+name.Value, "a list of plain values") {
				return e, false
			}
			items = append(items, item.Value)
		}
		e.Value, e.Text = items, strings.Join(items, ", ")
		return e, true
	}
	if n.Kind == yaml.SequenceNode && path != "training.config" {
		return p.numbers(e, n, path)
	}
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		p.at(n, "%s.%s is %s, and must be a number, a text, true or false", path, name.Value, kind(n))
		return e, false
	}
	switch n.Tag {
	case "!!bool":
		v, err := parseBool(n.Value)
		if err != nil {
			p.at(n, "%s.%s is %q, and %v", path, name.Value, n.Value, err)
			return e, false
		}
		e.Value = v
	case "!!int":
		v, err := strconv.ParseInt(strings.ReplaceAll(n.Value, "_", ""), 0, 64)
		if errors.Is(err, strconv.ErrRange) {
			p.at(n, "%s.%s is %s, which is too large", path, name.Value, n.Value)
			return e, false
		}
		if err != nil {
			p.at(n, "%s.%s is %q, and must be a whole number", path, name.Value, n.Value)
			return e, false
		}
		e.Value = v
	case "!!float":
		v, err := strconv.ParseFloat(strings.ReplaceAll(n.Value, "_", ""), 64)
		if err != nil {
			p.at(n, "%s.%s is %s, and must be a number", path, name.Value, n.Value)
			return e, false
		}
		e.Value = v
	default:
		e.Value = n.Value
		if v, err := strconv.ParseFloat(n.Value, 64); err == nil && n.Style == 0 { // 1e-5 is a text to YAML 1.1
			e.Value = v
		}
	}
	return e, true
}

// numbers reads a list of whole numbers: dims: {stage_depths: [3, 4, 6, 3]}.
func (p *parser) numbers(e Entry, n *yaml.Node, path string) (Entry, bool) {
	var items []int64
	for _, item := range n.Content {
		if item = p.follow(item); item == nil {
			return e, false
		}
		v, err := strconv.ParseInt(strings.ReplaceAll(item.Value, "_", ""), 0, 64)
		if item.Kind != yaml.ScalarNode || item.Tag != "!!int" || err != nil {
			p.at(item, "%s.%s holds %s, and must hold whole numbers", path, e.Key, kind(item))
			return e, false
		}
		items = append(items, v)
	}
	e.Value, e.Text = items, "["+string(blueprint.JoinSizes(items))+"]"
	return e, true
}
