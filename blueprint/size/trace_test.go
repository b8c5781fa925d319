package size_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/size"
	"github.com/metagen-go/metagen/blueprint/spec"
)

// always are the fields that every decoder has, whatever its spec says.
var always = strings.Fields(`name spec family architecture seed determinism inputs outputs task_type
	hidden_size layers heads kv_heads head_dim dropout vocab_size max_seq_len
	norm norm_eps mlp mlp_bias position attention_bias attention_output_bias qk_norm sliding_window parallel_residual shared_norm
	tie_embeddings lm_head_bias scale_embeddings embedding_norm experts
	sequence_length precision batch_size learning_rate weight_decay warmup_steps training_steps
	total_params trainable_params active_params weight_bytes forward_flops training_flops activation_bytes kv_cache_bytes`)

// TestTraceHasWhatApplies: each field that applies has an origin, and no other has.
func TestTraceHasWhatApplies(t *testing.T) {
	for src, more := range map[string]string{
		plain: "rope_theta partial_rotary ffn_size",
		head + "architecture: {family: transformer, options: {position: learned}}\n":                                  "position_offset ffn_size",
		head + "architecture: {family: transformer, options: {position: alibi, norm: layernorm}}\n":                   "norm_bias ffn_size",
		head + "architecture: {family: transformer, options: {experts: 4}}\n":                                         "rope_theta partial_rotary experts_per_token shared_experts expert_ffn_size router_aux_loss_coef",
		head + "architecture: {like: gpt2, components: [{name: a}]}\n":                                                "like components norm_bias position_offset ffn_size",
		plain + "constraints: {device: edge, memory_budget: 100GB, parameter_budget: {max: 9B}}\n":                    "rope_theta partial_rotary ffn_size device memory_budget parameter_max",
		plain + "training: {objective: [a], config: {optimizer: b}, data: {size: 2T tokens}}\n":                       "rope_theta partial_rotary ffn_size objective hyperparameters data_size data_tokens",
		plain + "training: {compute: {hardware: 8xH100, duration: 1 day}, data: {size: much}}\n":                      "rope_theta partial_rotary ffn_size hardware accelerators duration data_size",
		plain + "constraints: {throughput: 5 tok/s, context_window: 4k}\nevaluation: {benchmarks: [a]}\nversion: 2\n": "rope_theta partial_rotary ffn_size throughput throughput_rate throughput_unit context_window context_tokens benchmarks version",
	} {
		s, trace, _ := sized(t, src)
		want := slices.Sorted(slices.Values(append(strings.Fields(more), always...)))
		got := slices.Sorted(maps.Keys(trace))
		if !slices.Equal(got, want) {
			t.Errorf("%s\nhas %v\nwant %v", src, minus(got, want), minus(want, got))
		}
		for i := range blueprint.Fields {
			f := &blueprint.Fields[i]
			if _, ok := trace[f.Key]; !ok && !f.Zero(&s) {
				t.Errorf("%s: %s is %v, and has no origin", src, f.Key, f.Value(&s))
			}
		}
		for key, origin := range trace {
			if origin == "" || strings.Contains(string(origin), "\n") {
				t.Errorf("%s: the origin of %s is %q", src, key, origin)
			}
		}
	}
}

func minus(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(x string) bool { return slices.Contains(b, x) })
}

func TestOrigins(t *testing.T) {
	src := head + `architecture:
  family: transformer
  like: llama-3.2-1b
  dims: {layers: 8, hidden_size: 1024}
  options:
    norm_eps: 1e-6
constraints:
  context_window: 4k
  memory_budget: 16GB
  device: cpu
training: {config: {batch_size: 7}}
`
	_, trace, _ := sized(t, src)
	for key, want := range map[string]blueprint.Origin{
		"name": "f.yaml:2", "spec": "the file's name", "architecture": `f.yaml:7, "llama-3.2-1b"`, "like": "f.yaml:7",
		"layers": "f.yaml:8", "hidden_size": "f.yaml:8", "heads": "preset llama-3.2-1b", "head_dim": "preset llama-3.2-1b", "norm": "preset llama-3.2-1b",
		"norm_eps": "f.yaml:10", "max_seq_len": `f.yaml:12, "4k"`, "context_tokens": `f.yaml:12, "4k"`, "memory_budget": `f.yaml:13, "16GB"`, "device": "f.yaml:14",
		"batch_size": "f.yaml:15", "qk_norm": "default", "seed": "default", "sequence_length": "default: max_seq_len, at most 4096",
		"total_params": "exact: summed over the modules", "weight_bytes": "exact: total_params x 2 bytes (bfloat16)", "training_flops": "exact: forward_flops, and what the gradients cost",
		"kv_cache_bytes": "exact: batch 1, 4096 tokens, bfloat16",
	} {
		if trace[key] != want {
			t.Errorf("%s is by %q; want %q", key, trace[key], want)
		}
	}
	_, trace, _ = sized(t, strings.Replace(strings.Replace(plain, "name: x", "name: tiny", 1), "generation}", "generation, domain: video}", 1)+"constraints:\n  latency: real-time\n")
	for key, want := range map[string]blueprint.Origin{
		"hidden_size": "rule hidden/transformer: 4096 x 0.5, latency real-time (f.yaml:7)",
		"layers":      "rule layers/transformer: 32 + 8, domain video (f.yaml:4); the name has tiny: max(12, 0.6 of it) = 24 (f.yaml:2)",
		"heads":       "rule heads: max(8, 2048/256)",
		"ffn_size":    "derived: 8/3 hidden_size, rounded up to a multiple of 256",
		"vocab_size":  "default for text: the GPT-2 vocabulary",
	} {
		if trace[key] != want {
			t.Errorf("%s is by %q; want %q", key, trace[key], want)
		}
	}
}

// TestSchedule holds the sizes of training against numbers worked out by hand.
func TestSchedule(t *testing.T) {
	for src, want := range map[string][4]int64{ // sequence_length, batch_size, training_steps, warmup_steps
		plain: {2048, 256, 10000, 1000}, // 524,288 tokens a step
		plain + "training: {sequence_length: 512}\n":                                                    {512, 1024, 10000, 1000},
		plain + "constraints: {context_window: 1M}\n":                                                   {4096, 128, 10000, 1000},
		plain + "constraints: {context_window: 1M}\ntraining: {sequence_length: 1M}\n":                  {1048576, 1, 10000, 1000},
		plain + "training: {data: {size: 2T tokens}}\n":                                                 {2048, 256, 3814697, 2000}, // 2e12 / 524,288
		plain + "training: {data: {size: 5 tokens}}\n":                                                  {2048, 256, 1, 0},
		plain + "training: {config: {batch_size: 8, steps: 500, warmup_steps: 3}}\n":                    {2048, 8, 500, 3},
		plain + "training: {data: {size: 1M tokens}, config: {batch_size: 8}}\n":                        {2048, 8, 61, 6}, // 10^6 / 16,384
		plain + "training: {data: {size: 900000000000000000 tokens}, config: {batch_size: 99999999}}\n": {2048, 99999999, 4394531, 2000},
	} {
		s, _, _ := sized(t, src)
		if got := [4]int64{int64(s.SequenceLength), int64(s.BatchSize), int64(s.TrainingSteps), int64(s.WarmupSteps)}; got != want {
			t.Errorf("%s gives %v; want %v", src, got, want)
		}
	}
	s, _, _ := sized(t, plain+"training: {config: {optimizer: adamw, betas: [0.9, 0.95], learning_rate: 3e-4, gamma: 0.5}}\n")
	if s.Hyperparameters != "optimizer: adamw\nbetas: 0.9, 0.95\ngamma: 0.5" || s.LearningRate != 3e-4 || s.WeightDecay != 0.1 {
		t.Errorf("%q, %v", s.Hyperparameters, s.LearningRate)
	}
}

// TestMendsMeet: a spec that takes the change that a missed constraint names has it met.
func TestMendsMeet(t *testing.T) {
	context, length, memory := regexp.MustCompile(`context_window "(\w+)" down`), regexp.MustCompile(`max_seq_len (\d+) down`), regexp.MustCompile(`memory_budget of (\S+) up`)
	shorter := regexp.MustCompile(`with sequence_length (\d+)`)
	mends := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		pick := func(key string, list ...string) string { return rapid.SampledFrom(list).Draw(t, key) }
		window, dims, sequence := pick("context", "context_window: 256k, ", "context_window: 8k, ", ""), pick("dims", "", ", max_seq_len: 32768"), pick("sequence", "", "sequence_length: 2048")
		budget := pick("memory", "16GB", "14GB", "13775953919B", "100GB", "1GB", "20GiB")
		limits := pick("limits", "", "device: datacenter_gpu, throughput: 150 tok/s, ", "device: edge, latency: near-real-time, ", "device: cpu, throughput: 7 tok/s, ")
		position := pick("position", "rope", "learned")
		write := func() string {
			return head + "architecture: {family: transformer, dims: {hidden_size: 4096, layers: 32" + dims + "}, options: {position: " + position + "}}\nconstraints: {" + limits + window + "memory_budget: " + budget + "}\ntraining: {" + sequence + "}\n"
		}
		for range 3 {
			sp, diags := spec.Parse("f.yaml", []byte(write()))
			if diags.Err() != nil {
				t.Fatal(diags)
			}
			_, _, diags = size.State(sp)
			if diags.Err() != nil {
				t.Fatalf("%v\n%s", diags, write())
			}
			done := true
			for _, d := range diags {
				if m := context.FindStringSubmatch(d.Text); m != nil {
					window, done = "context_window: "+m[1]+", ", false
					mends["context"]++
				} else if m := length.FindStringSubmatch(d.Text); m != nil {
					dims, done = ", max_seq_len: "+m[1], false
					mends["length"]++
				} else if m := memory.FindStringSubmatch(d.Text); m != nil {
					budget, done = strings.ReplaceAll(m[1], ",", ""), false
					mends["memory"]++
				}
				if m := shorter.FindStringSubmatch(d.Text); m != nil {
					sequence = "sequence_length: " + m[1]
					mends["sequence"]++
				}
			}
			if done {
				for _, d := range diags {
					if strings.HasPrefix(d.Text, "memory_budget") {
						t.Fatalf("%s\nhas no mend: %v", write(), d)
					}
				}
				return
			}
		}
		t.Fatalf("three mends in a row do not meet\n%s", write())
	})
	t.Log(mends)
	if len(mends) < 4 {
		t.Errorf("only %v were tried", mends)
	}
}
