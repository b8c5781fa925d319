package size_test

import (
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/blueprint/size"
	"github.com/metagen-go/metagen/blueprint/spec"
)

// TestErrors holds what cannot be sized, all of it in order, against the literal lines that are printed.
func TestErrors(t *testing.T) {
	dims := func(dims, options string) string {
		return head + "architecture:\n  family: transformer\n  dims: {" + dims + "}\n  options: {" + options + "}\n"
	}
	for name, c := range map[string]struct{ src, want string }{
		"no such architecture": {head + "architecture: {name: perceptron}\n", `f:5:22: error: there is no architecture "perceptron"; name one of ` + strings.Join(arch.Names(), ", ") + `, or leave it out to have it chosen`},
		"no such preset":       {head + "architecture: {like: gpt5}\n", `f:5:22: error: there is no preset "gpt5"; did you mean "gpt2"?`},
		"a dim that is none":   {dims("hiden_size: 5", ""), `f:7:10: error: architecture decoder has no dim "hiden_size"; did you mean "hidden_size"?`},
		"a dim like no other":  {dims("image_size: 5", ""), `f:7:10: error: architecture decoder has no dim "image_size"; it has hidden_size, layers, heads, kv_heads, head_dim, ffn_size, dropout, vocab_size, max_seq_len`},
		"a dim for a part":     {dims("vision: {hidden_size: 5}", ""), "f:7:19: error: architecture decoder has no part \"vision\", so dims.vision.hidden_size has no place; write hidden_size under dims itself"},
		"a dim as an option":   {dims("", "layers: 3"), "f:8:13: error: layers stands under dims, not under options"},
		"an option as a dim":   {dims("norm: rmsnorm", ""), "f:7:10: error: norm stands under options, not under dims"},
		"a fraction":           {dims("layers: 3.5", ""), "f:7:18: error: layers is 3.5, and must be a whole number from 0 to 2147483647"},
		"a negative":           {dims("layers: -3", ""), "f:7:18: error: layers is -3, and must be a whole number from 0 to 2147483647"},
		"too large":            {dims("layers: 3000000000", ""), "f:7:18: error: layers is 3000000000, and must be a whole number from 0 to 2147483647"},
		"a number in quotes":   {dims("layers: \"64\"", ""), "f:7:18: error: layers is \"64\", and must be a whole number from 0 to 2147483647"},
		"too many tensors":     {dims("layers: 1000000, hidden_size: 64, heads: 4, vocab_size: 8", ""), "f:7:18: error: the dimensions give a state_dict of 9,000,003 tensors, and 1,000,000 are the most that is listed; make layers smaller"},
		"a text":               {dims("layers: many", ""), "f:7:18: error: layers is \"many\", and must be a whole number from 0 to 2147483647"},
		"a choice":             {dims("", "norm: batchnorm"), "f:8:19: error: norm is \"batchnorm\", and must be one of rmsnorm, rmsnorm_offset, layernorm"},
		"a number for one":     {dims("", "norm: 3"), "f:8:19: error: norm is 3, and must be one of rmsnorm, rmsnorm_offset, layernorm"},
		"a text for a flag":    {dims("", "qk_norm: yes"), "f:8:22: error: qk_norm is \"yes\", and must be true or false"},
		"not a number":         {dims("", "norm_eps: nan"), "f:8:23: error: norm_eps is nan, and must be a number, 0 or more"},
		"a negative real":      {dims("", "rope_theta: -1"), "f:8:25: error: rope_theta is -1, and must be a number, 0 or more"},
		"no layers":            {dims("layers: 0", ""), "f:7:18: error: layers is 0, and must be 1 or more"},
		"heads that do not divide": {dims("hidden_size: 770, heads: 12", ""),
			"f:7:35: error: heads 12 does not divide hidden_size 770: state a head_dim, or heads that divide it"},
		"key-value heads": {dims("heads: 16, kv_heads: 3", ""), "f:7:31: error: kv_heads 3 does not divide heads 16"},
		"dropout":         {dims("dropout: 1.0", ""), "f:7:19: error: dropout is 1, and must be below 1"},
		"dropout twice":   {dims("dropout: 0.2", "") + "training: {config: {dropout: 0.1}}\n", "f:7:10: error: dropout is 0.2 here, and 0.1 in training.config at line 9; keep one of them"},
		"what follows from another field": {dims("hidden_size: 4096, heads: 64, head_dim: 63", ""),
			"f:7:50: error: head_dim 63 with partial_rotary 1 leaves 63 channels to turn, and rotary positions turn pairs of them: state a head_dim, heads or partial_rotary that makes the number even and above 0"},
		"a sequence longer than the context": {plain + "training: {sequence_length: 4k}\n", "f:6:29: error: sequence_length is 4096, and must be from 1 to max_seq_len, which is 2048"},
		"parts that do not train":            {plain + "training: {freeze: [a], lora: {rank: 4}}\n", "f:6:20: error: there is no part \"a\" to freeze; name a module by its path in the state_dict\nf:6:38: error: training.lora has a rank and no targets: name the linear layers to adapt, some of down_proj, gate_proj, k_proj, lm_head, o_proj, q_proj, up_proj, v_proj"},
		"a batch of none":                    {plain + "training: {config: {batch_size: 0, steps: 0, learning_rate: -1}}\n", "f:6:33: error: batch_size is 0, and must be a whole number from 1 to 2147483647\nf:6:43: error: steps is 0, and must be a whole number from 1 to 2147483647\nf:6:61: error: learning_rate is -1, and must be a number, 0 or more"},
		"a budget upside down":               {plain + "constraints: {parameter_budget: {min: 2B, max: 1B}}\n", "f:6:39: error: parameter_budget.min 2B is above parameter_budget.max 1B"},
		"a budget for stated dims":           {dims("hidden_size: 4096, layers: 32", "") + "constraints: {parameter_budget: {max: 1B}}\n", "f:9:39: error: the stated dims give 6,887,976,960 parameters, outside parameter_budget.max 1B: set it to 6887976960, or leave hidden_size or layers to be fitted"},
		"a budget that nothing fits":         {plain + "constraints: {parameter_budget: {max: 1M}}\n", "f:6:39: error: no legal size is within parameter_budget.max 1M: the nearest has 1,621,584 parameters, which a parameter_budget.max of 1621584 admits"}, // 2 x 50,257 x 16 + 4x16x16 + 3x16x256 + 3x16
		"a budget between two sizes":         {plain + "constraints: {parameter_budget: {min: 6B, max: 6.001B}}\n", "f:6:48: error: no legal size is within parameter_budget.max 6.001B: the nearest has 5,694,624,000 parameters, which a parameter_budget.min of 5694624000 admits; or 6,093,367,104 parameters, which a parameter_budget.max of 6093367104 admits"},
		"a budget beyond measure":            {dims("layers: 1", "") + "constraints: {parameter_budget: {min: 4000000T}}\n", "f:9:39: error: no legal size is within parameter_budget.min 4000000T: the nearest has 219,400,503,296 parameters, which a parameter_budget.min of 219400503296 admits"}, // 2 x 50,257 x 131,072 + 4 x 131,072^2 + 3 x 131,072 x 349,696 + 3 x 131,072,
		"more than can be counted":           {dims("layers: 2147483647, hidden_size: 1048576", ""), "f:7:43: error: the dimensions give total_params of 2^63 or more, which is too much to count; make them smaller"},
		"several, in order":                  {"name: x\nmetagen_version: \"1.0\"\nconstraints: {parameter_budget: {min: 2B, max: 1B}}\narchitecture: {name: decoder, dims: {layers: -1}}\ntraining: {freeze: [a]}\n", "f:3:39: error: parameter_budget.min 2B is above parameter_budget.max 1B\nf:4:46: error: layers is -1, and must be a whole number from 0 to 2147483647"},
	} {
		t.Run(name, func(t *testing.T) {
			sp, diags := spec.Parse("f", []byte(c.src))
			if diags.Err() != nil {
				t.Fatal(diags)
			}
			s, trace, diags := size.State(sp)
			if got := diags.Error(); got != c.want || s != (blueprint.State{}) || trace != nil {
				t.Errorf("%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// TestStateIsTheSameEveryTime: nothing of a State hangs on the order of a map.
func TestStateIsTheSameEveryTime(t *testing.T) {
	src := plain + "constraints: {parameter_budget: {max: 2B}, memory_budget: 1GB, context_window: 64k, device: edge, latency: real-time}\ntraining: {config: {gamma: 1, optimizer: a, betas: [1, 2]}}\n"
	first, trace, diags := sized(t, src)
	for range 20 {
		s, other, d := sized(t, src)
		if s != first || len(trace) != len(other) || diags.Error() != d.Error() {
			t.Fatalf("%+v\n%+v", first, s)
		}
		for key := range trace {
			if trace[key] != other[key] {
				t.Fatalf("%s is by %s and by %s", key, trace[key], other[key])
			}
		}
	}
}
