package spec_test

import (
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint/spec"
)

// head states what a spec must, on five lines; the lines of a case follow as the sixth and on.
const head = `metagen_version: "1.0"
name: x
modality: {inputs: [text], outputs: [text]}
task: {type: generation}
architecture: {family: transformer}
`

// TestErrors holds what is wrong with a spec, all of it, against the literal lines that are printed.
func TestErrors(t *testing.T) {
	for name, c := range map[string]struct{ src, want string }{
		"unknown key": {head + "naem: y\n", `f:6:1: error: unknown key "naem"; did you mean "name"?`},
		"unknown key in a section": {head + "constraints:\n  latancy: batch\n",
			`f:7:3: error: unknown key "latancy" in constraints; did you mean "latency"?`},
		"key of another section": {head + "constraints: {freeze: [a]}\n", `f:6:15: error: unknown key "freeze" in constraints; it belongs in training`},
		"dim out of place":       {head + "kv_heads: 3\n", `f:6:1: error: unknown key "kv_heads"; it belongs in architecture.dims`},
		"key like no other": {head + "training: {data: {zzz: 1}}\n",
			`f:6:19: error: unknown key "zzz" in training.data; its keys are sources, size, governance`},
		"hyperparameter": {head + "training: {config: {lerning_rate: 1}}\n",
			`f:6:21: error: unknown key "lerning_rate" in training.config; did you mean "learning_rate"?`},
		"duplicate key":      {head + "name: y\n", "f:6:1: error: name stands at line 2 already; keep one of them"},
		"duplicate deeper":   {head + "constraints: {device: cpu, device: edge}\n", "f:6:28: error: constraints.device stands at line 6 already; keep one of them"},
		"duplicate dim":      {strings.Replace(head, "transformer}", "transformer, dims: {layers: 1, 'layers': 2}}", 1), "f:5:55: error: architecture.dims.layers stands at line 5 already; keep one of them"},
		"text for a map":     {head + "training: yes\n", "f:6:11: error: training is a text, and must be a map of keys"},
		"list for a text":    {head + "description: [a]\n", "f:6:14: error: description is a list, and must be a text"},
		"map for a text":     {head + "description: {a: b}\n", "f:6:14: error: description is a map, and must be a text"},
		"nothing for a text": {head + "description:\n", "f:6:13: error: description is nothing, and must be a text"},
		"text for a list":    {head + "training: {objective: a}\n", `f:6:23: error: training.objective is a text, and must be a list; write ["a"]`},
		"map in a list":      {head + "training: {objective: [a, {b: c}]}\n", "f:6:27: error: training.objective is a map, and must be a text"},
		"text for a number":  {head + "reproducibility: {seed: abc}\n", `f:6:25: error: reproducibility.seed "abc" is no whole number`},
		"huge number":        {head + "reproducibility: {seed: 99999999999999999999}\n", `f:6:25: error: reproducibility.seed "99999999999999999999" is too large`},
		"fraction":           {head + "reproducibility: {seed: 1.5}\n", `f:6:25: error: reproducibility.seed "1.5" is no whole number`},
		"number of classes":  {strings.Replace(head, "generation}", "generation, num_classes: 0}", 1), `f:4:39: error: task.num_classes "0" must be from 1 to 2147483647`},
		"text for a bool":    {head + "reproducibility: {determinism: yes}\n", `f:6:32: error: reproducibility.determinism is "yes", and must be true or false`},
		"bool by tag only":   {head + "reproducibility: {determinism: !!bool maybe}\n", `f:6:32: error: reproducibility.determinism "maybe" must be true or false`},
		"tags that lie": {head + "training: {config: {batch_size: !!int abc, gamma: !!bool maybe, beta1: !!float x, beta2: ~}}\n", `f:6:33: error: training.config.batch_size is "abc", and must be a whole number
f:6:51: error: training.config.gamma is "maybe", and must be true or false
f:6:72: error: training.config.beta1 is x, and must be a number
f:6:90: error: training.config.beta2 is nothing, and must be a number, a text, true or false`},
		"an alias for a dim": {strings.Replace(head, "name: x", "name: &layers x", 1) + "training: {config: {*layers : 2}}\n", "f:6:21: error: a key in training.config is an alias, and must be a plain text"},
		"not a number":       {strings.Replace(head, "transformer}", "transformer, dims: {dropout: .nan}}", 1), "f:5:53: error: architecture.dims.dropout is .nan, and must be a number"},
		"infinity":           {strings.Replace(head, "transformer}", "transformer, options: {norm_eps: .inf}}", 1), "f:5:57: error: architecture.options.norm_eps is .inf, and must be a number"},
		"dim too large":      {strings.Replace(head, "transformer}", "transformer, dims: {layers: 18446744073709551615}}", 1), "f:5:52: error: architecture.dims.layers is 18446744073709551615, which is too large"},
		"list for a dim":     {strings.Replace(head, "transformer}", "transformer, dims: {layers: [1.5]}}", 1), "f:5:53: error: architecture.dims.layers holds a number, and must hold whole numbers"},
		"bad quantities": {head + "constraints:\n  memory_budget: 16XB\n  context_window: -5k\n  parameter_budget: {max: eight}\n", `f:7:18: error: constraints.memory_budget "16XB" is no size; write a number with B, kB, MB, GB, TB (10^9 for GB) or KiB, MiB, GiB, TiB (2^30 for GiB), such as "16GB"
f:8:19: error: constraints.context_window "-5k" is no context length; write tokens, with k (1024) or M (1024 x 1024) where you like, such as "256k", or "infinite"
f:9:27: error: constraints.parameter_budget.max "eight" is no quantity; write a number with K, M, B or T, such as "8B"`},
		"task":     {strings.Replace(head, "generation", "generatoin", 1), `f:4:14: error: task.type "generatoin" is not known; did you mean "generation"?`},
		"family":   {strings.Replace(head, "transformer", "rnn", 1), `f:5:24: error: architecture.family "rnn" is not known; did you mean "cnn"?`},
		"modality": {strings.Replace(head, "inputs: [text]", "inputs: [text, txet]", 1), `f:3:27: error: modality.inputs "txet" is not known; did you mean "text"?`},
		"taste, smell and vibes": {strings.Replace(head, "[text], outputs: [text]", "[smell, vibes], outputs: [taste]", 1), `f:3:21: error: modality.inputs "smell" is not supported; there are text, image, audio, video, 3d, multimodal, time_series, graph, tabular, point_cloud
f:3:28: error: modality.inputs "vibes" is not supported; there are text, image, audio, video, 3d, multimodal, time_series, graph, tabular, point_cloud
f:3:46: error: modality.outputs "taste" is not supported; there are text, image, audio, video, 3d, multimodal, time_series, graph, tabular, point_cloud, label, classification, bounding_boxes, segmentation_mask, embedding, action, regression`},
		"no modality":     {strings.Replace(head, "inputs: [text]", "inputs: []", 1), "f:3:20: error: modality.inputs is empty; name a modality, such as [text]"},
		"no name":         {strings.Replace(head, "name: x", `name: " "`, 1), `f:2:7: error: name " " must not be empty`},
		"another version": {strings.Replace(head, "1.0", "2.0", 1), `f:1:18: error: metagen_version "2.0" is not read here; this metagen reads 1.0: write that, or use the metagen that the spec was written for`},
		"image size":      {head + "constraints: {image_size: [1, 2, 3]}\n", "f:6:27: error: constraints.image_size has 3 numbers, and must be a number or [height, width]"},
		"component":       {strings.Replace(head, "transformer}", "transformer, components: [{name: [a]}, {type: b}, c]}", 1), "f:5:57: error: architecture.components.name is a list, and must be a text\nf:5:63: error: architecture.components.name is missing\nf:5:74: error: architecture.components is a text, and must be a list of maps with name and type"},
		"all of them, missing keys too": {"metagen_version: \"1.0\"\ntask: {tipe: a}\narchitecture: {famly: b}\nmodality: {inputs: a}\n", `f:1:1: error: name is missing; write name: and what the model is called
f:2:8: error: unknown key "tipe" in task; did you mean "type"?
f:3:16: error: unknown key "famly" in architecture; did you mean "family"?
f:4:1: error: modality.outputs is missing; write outputs: [text]
f:4:20: error: modality.inputs is a text, and must be a list; write ["a"]`},
		"a key that is meant elsewhere": {"metagen_version: \"1.0\"\narchitecture: {nam: decoder}\n", `f:1:1: error: name is missing; write name: and what the model is called
f:2:16: error: unknown key "nam" in architecture; did you mean "name"?`},
	} {
		t.Run(name, func(t *testing.T) {
			_, diags := spec.Parse("f", []byte(c.src))
			if got := diags.Error(); got != c.want {
				t.Errorf("%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// TestYAML holds what YAML itself forbids, and what editors leave in files, against the literal place and text.
func TestYAML(t *testing.T) {
	for name, c := range map[string]struct{ src, want string }{
		"empty":              {"", "f:1:1: error: the file is empty; metagen init writes a spec to start from"},
		"comments":           {"# a\n# b\n", "f:1:1: error: the file is empty; metagen init writes a spec to start from"},
		"null":               {"~\n", `f:1:1: error: a spec is a map of keys, such as metagen_version: "1.0"; this is nothing`},
		"list":               {"- a\n", `f:1:1: error: a spec is a map of keys, such as metagen_version: "1.0"; this is a list`},
		"number":             {"\n5\n", `f:2:1: error: a spec is a map of keys, such as metagen_version: "1.0"; this is a number`},
		"two documents":      {head + "---\n" + head, "f:6:1: error: a second document starts here; a file holds one spec"},
		"second is broken":   {head + "---\nfoo: [\n", "f:7:6: error: did not find expected node content"},
		"tab":                {head + "training:\n\tconfig: {}\n", "f:7:1: error: found character that cannot start any token"},
		"open bracket":       {head + "description: [\n", "f:6:14: error: did not find expected node content"},
		"open quote":         {head + "description: 'a\nversion: b\n", "f:6:14: error: found unexpected end of stream"},
		"two colons":         {head + "description: a: b\nversion: c\n", "f:6:15: error: mapping values are not allowed in this context"},
		"reserved":           {head + "description: @a\n", "f:6:14: error: found character that cannot start any token"},
		"indentation":        {head + " version: a\n", "f:6:2: error: did not find expected key"},
		"escape":             {head + "description: \"\\q\"\n", "f:6:15: error: found unknown escape character"},
		"anchor":             {head + "version: b\ndescription: *nope\n", "f:7:14: error: unknown anchor 'nope' referenced"},
		"merge key":          {head + "constraints:\n  <<: {device: cpu}\n", "f:7:3: error: merge keys are not read here; write the keys out, or give a whole value an &anchor and repeat it by its *anchor"},
		"alias for a key":    {head + "description: &d name\n*d : y\n", "f:7:1: error: a key is an alias, and must be a plain text"},
		"list for a key":     {head + "constraints: {[a]: b}\n", "f:6:15: error: a key in constraints is a list, and must be a plain text"},
		"not UTF-8":          {head + "description: é\xff\n", "f:6:16: error: the file is not valid UTF-8 from here on; save it as UTF-8"},
		"UTF-16":             {"\xff\xfem\x00", "f:1:1: error: the file is not valid UTF-8 from here on; save it as UTF-8"},
		"replacement is one": {head + "description: \ufffd\nx: 1\n", unknownX("f:7:1")},
		"NUL":                {head + "description: a\x00\n", "f:6:15: error: the character U+0000 stands here, which YAML does not allow; take it out, or write it as an escape between double quotes"},
		"bell":               {head + "description: é\a\n", "f:6:16: error: the character U+0007 stands here, which YAML does not allow; take it out, or write it as an escape between double quotes"},
		"merge conflict":     {head + "<<<<<<< HEAD\nname: y\n=======\n", "f:6:1: error: a merge conflict stands here; settle it first"},
		"other YAML":         {"%YAML 1.9\n---\n" + head, "f:1:9: error: found incompatible YAML document"},
		"depth":              {strings.Repeat("[", 100000), "f:1:10001: error: exceeded max depth of 10000"},
		"byte order mark":    {"\ufeff" + "x: 1\n" + head, unknownX("f:1:1")},
		"CRLF":               {strings.ReplaceAll(head+"x: 1\n", "\n", "\r\n"), unknownX("f:6:1")},
		"line separator":     {head + "description: \"a\u2028b\"\nx: 1\n", unknownX("f:7:1")},
		"next line":          {head + "description: \"a\u0085b\"\nx: 1\n", unknownX("f:7:1")},
		"lone CR":            {head + "description: a\rx: 1\n", unknownX("f:6:16")},
		"columns are bytes":  {head + "training: {objective: [日本語, é], x: 1}\n", `f:6:40: error: unknown key "x" in training; its keys are objective, data, compute, alignment, config, sequence_length, precision, freeze, lora`},
	} {
		t.Run(name, func(t *testing.T) {
			_, diags := spec.Parse("f", []byte(c.src))
			if got := diags.Error(); got != c.want {
				t.Errorf("%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func unknownX(place string) string {
	return place + `: error: unknown key "x"; its keys are metagen_version, name, description, version, modality, task, constraints, training, architecture, outputs, evaluation, reproducibility`
}

// TestAliasesBomb: a spec of a few lines that comes to billions of values is refused before they are read.
func TestAliasesBomb(t *testing.T) {
	lines := []string{"a: &a [x, x, x, x, x, x, x, x, x]"}
	for c := 'b'; c < 'k'; c++ {
		one := "*" + string(c-1)
		lines = append(lines, string(c)+": &"+string(c)+" ["+strings.Repeat(one+", ", 8)+one+"]")
	}
	src := head + strings.Join(lines, "\n") + "\ntraining: {objective: *j}\n"
	_, diags := spec.Parse("f", []byte(src))
	if len(diags) != 10+9 { // ten unknown keys, and each of the nine items of j
		t.Errorf("%d diagnostics", len(diags))
	}
	item, list := "&i {name: a, type: b}", ""
	for range 400 {
		list += item + ", "
		item = "*i"
	}
	many := strings.Replace(head, "transformer}", "transformer, components: ["+list+strings.Repeat("*i, ", 60000)+"]}", 1)
	if _, diags := spec.Parse("f", []byte(many)); !strings.Contains(diags.Error(), "the spec comes to more than 100000 values here; its aliases repeat too much") {
		t.Errorf("the spec is read: %d diagnostics", len(diags))
	}
}
