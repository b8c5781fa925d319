package blueprint_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
)

// slab is an architecture of one matrix, hidden_size x vocab_size, whose cache takes head_dim bytes a token.
var slab = blueprint.Architecture{Name: "slab", Build: func(s *blueprint.State) *blueprint.Model {
	n := blueprint.Linear("w", int64(s.HiddenSize), int64(s.VocabSize), false)
	perToken := int64(s.HeadDim)
	n.Cost = func(p blueprint.Pass) blueprint.Cost {
		return blueprint.Cost{FLOPs: blueprint.FLOPs(2 * p.Tokens * int64(s.HiddenSize) * int64(s.VocabSize)), KVCache: blueprint.Bytes(p.Context * perToken)}
	}
	return &blueprint.Model{State: *s, Root: n}
}}

// limited is a slab of 1,000,000 parameters, 1,000 bytes of cache a token, 8,000 tokens, and what a test makes of it.
func limited(change func(s *blueprint.State)) *blueprint.Model {
	s := blueprint.State{HiddenSize: 1000, VocabSize: 1000, HeadDim: 1000, MaxSeqLen: 8000, SequenceLength: 100, Precision: "bfloat16"}
	change(&s)
	m := slab.Build(&s)
	m.Arch = &slab
	m.State = m.Account()
	m.Trace = blueprint.Trace{"max_seq_len": `x.yaml:3, "8000"`, "context_tokens": `x.yaml:3, "8000"`, "sequence_length": "default: max_seq_len, at most 4096"}
	return m
}

func TestValidate(t *testing.T) {
	for name, c := range map[string]struct {
		change func(s *blueprint.State)
		want   blueprint.Constraint
	}{
		"parameters met": {
			func(s *blueprint.State) { s.ParameterMin, s.ParameterMax = 1e6, 2e6 },
			blueprint.Constraint{Key: "parameter_max", Asked: "1M to 2M", Got: "1,000,000 parameters", Met: true},
		},
		"too many parameters": {
			func(s *blueprint.State) { s.ParameterMax = 999_999 },
			blueprint.Constraint{Key: "parameter_max", Asked: "at most 999,999", Got: "1,000,000 parameters", Mend: "a parameter_budget.max of 1000000 up"},
		},
		"too few parameters": {
			func(s *blueprint.State) { s.ParameterMin = 1_000_001 },
			blueprint.Constraint{Key: "parameter_min", Asked: "at least 1,000,001", Got: "1,000,000 parameters", Mend: "a parameter_budget.min of 1000000 down"},
		},
		"memory met": {
			func(s *blueprint.State) { s.MemoryBudget = 10e6 },
			blueprint.Constraint{Key: "memory_budget", Asked: "10MB", Got: "weights 2.00 MB + KV cache of 8,000 tokens 8.00 MB = 10.0 MB", Met: true},
		},
		"memory missed by a byte": {
			func(s *blueprint.State) { s.MemoryBudget = 9_999_999 }, // with 4,096 tokens it is 2,000,000 + 4,096,000
			blueprint.Constraint{Key: "memory_budget", Asked: "9,999,999B", Got: "weights 2.00 MB + KV cache of 8,000 tokens 8.00 MB = 10.0 MB", Mend: `context_window "4k" down (6.10 MB)`},
		},
		"memory missed by weights alone": {
			func(s *blueprint.State) { s.MemoryBudget, s.HeadDim = 1e6, 1001 }, // 2,000,000 + 8,008,000, rounded up
			blueprint.Constraint{Key: "memory_budget", Asked: "1MB", Got: "weights 2.00 MB + KV cache of 8,000 tokens 8.01 MB = 10.0 MB", Mend: "a memory_budget of 10.01MB up, or a smaller model"},
		},
		"memory without a cache": {
			func(s *blueprint.State) { s.MemoryBudget, s.HeadDim = 2e6, 0 },
			blueprint.Constraint{Key: "memory_budget", Asked: "2MB", Got: "weights 2.00 MB", Met: true},
		},
		"context met": {
			func(s *blueprint.State) { s.ContextWindow, s.ContextTokens = "8000", 8000 },
			blueprint.Constraint{Key: "context_window", Asked: "8000", Got: "max_seq_len 8,000", Met: true},
		},
		"context missed": {
			func(s *blueprint.State) { s.ContextWindow, s.ContextTokens = "8k", 8192 },
			blueprint.Constraint{Key: "context_window", Asked: "8k", Got: "max_seq_len 8,000", Mend: "max_seq_len 8192 up"},
		},
		"latency met": { // (2,000,000 + 8,000,000) bytes at 102.4 GB/s
			func(s *blueprint.State) { s.Latency, s.Device = "real-time", "edge" },
			blueprint.Constraint{Key: "latency", Asked: "real-time (read as 50 ms a token)", Got: "0.0977 ms a token after 8,000 tokens", Met: true, Assumes: onEdge},
		},
		"latency missed": { // 2,000,000 + 8,000 x 1,000,000 bytes; of 1M bytes a token, 5,118 tokens take 50 ms
			func(s *blueprint.State) { s.Latency, s.Device, s.HeadDim = "real-time", "edge", 1e6 },
			blueprint.Constraint{Key: "latency", Asked: "real-time (read as 50 ms a token)", Got: "78.1 ms a token after 8,000 tokens", Mend: `context_window "4k" down (40 ms a token)`, Assumes: onEdge},
		},
		"latency missed by weights alone": { // 20,000,000,000 bytes; 50 ms move 5,120,000,000 of them
			func(s *blueprint.State) { s.Latency, s.Device, s.HiddenSize = "real-time", "edge", 1e7 },
			blueprint.Constraint{Key: "latency", Asked: "real-time (read as 50 ms a token)", Got: "195 ms a token after 8,000 tokens", Mend: "fewer than 2.56B active parameters, at a short context", Assumes: onEdge},
		},
		"throughput met": {
			func(s *blueprint.State) {
				s.Throughput, s.ThroughputRate, s.ThroughputUnit, s.Device = "10000 tok/s", 10000, "tokens", "edge"
			},
			blueprint.Constraint{Key: "throughput", Asked: "10000 tok/s", Got: "1.02e+04 tokens a second after 8,000 tokens", Met: true, Assumes: onEdge},
		},
		"throughput missed": { // 20,000 a second leave 5,120,000 bytes: 3,120 tokens
			func(s *blueprint.State) {
				s.Throughput, s.ThroughputRate, s.ThroughputUnit, s.Device = "20000 tok/s", 20000, "tokens", "edge"
			},
			blueprint.Constraint{Key: "throughput", Asked: "20000 tok/s", Got: "1.02e+04 tokens a second after 8,000 tokens", Mend: `context_window "2k" down (0.0395 ms a token)`, Assumes: onEdge},
		},
		"compute met": { // 2 x 2 x 1,000,000 x 10^9 = 4e15 FLOPs, as data need no gradient; an A100 at 40% for an hour 312e12 x 0.4 x 3600 = 4.4928e17
			func(s *blueprint.State) {
				s.Hardware, s.Accelerators, s.Duration, s.DataTokens = "A100", 1, 3600, 1e9
			},
			blueprint.Constraint{Key: "hardware", Asked: "A100 for 1 hour", Got: "4e+15 FLOPs for one pass over 1,000,000,000 tokens; 4.49e+17 are to be had", Met: true, Assumes: onA100},
		},
		"compute missed": { // 4e18 of 8.9856e17: 224,640,000,000 tokens, 4.452 times as long
			func(s *blueprint.State) {
				s.Hardware, s.Accelerators, s.Duration, s.DataTokens = "2xa100", 2, 3600, 1e12
			},
			blueprint.Constraint{Key: "hardware", Asked: "2xa100 for 1 hour", Got: "4e+18 FLOPs for one pass over 1,000,000,000,000 tokens; 8.99e+17 are to be had", Mend: "224,600,000,000 tokens down, or 268 minutes up", Assumes: strings.Replace(onA100, "A100", "a100", 1)},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := limited(c.change).Validate()
			if len(got) != 1 || got[0] != c.want {
				t.Errorf("%+v\nwant %+v", got, c.want)
			}
		})
	}
}

const (
	onEdge = "a prediction: batch 1, active weights and KV cache read once a token at the 102 GB/s of a Jetson Orin NX 16GB, nothing else counted"
	onA100 = "an estimate: 40% of the published peak of 312 TFLOP/s a A100 is used, nothing is recomputed"
)

// TestValidateJudgesNothingElse: what a spec does not ask, or what there is no figure for, is no constraint.
func TestValidateJudgesNothingElse(t *testing.T) {
	for name, change := range map[string]func(s *blueprint.State){
		"nothing asked":      func(*blueprint.State) {},
		"offline":            func(s *blueprint.State) { s.Latency, s.Device = "offline", "edge" },
		"no device":          func(s *blueprint.State) { s.Latency = "real-time" },
		"images":             func(s *blueprint.State) { s.ThroughputUnit, s.ThroughputRate, s.Device = "images", 2, "edge" },
		"unknown hardware":   func(s *blueprint.State) { s.Hardware, s.Accelerators, s.Duration, s.DataTokens = "4xTPU", 4, 3600, 1e9 },
		"no amount of data":  func(s *blueprint.State) { s.Hardware, s.Accelerators, s.Duration = "A100", 1, 3600 },
		"no length of time":  func(s *blueprint.State) { s.Hardware, s.Accelerators, s.DataTokens = "A100", 1, 1e9 },
		"nothing to predict": func(s *blueprint.State) { s.Latency, s.Device, s.HeadDim = "real-time", "edge", 0 },
	} {
		if got := limited(change).Validate(); len(got) != 0 {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// TestMendNamesWhatStatesTheContext: a context_window that dims override would change nothing.
func TestMendNamesWhatStatesTheContext(t *testing.T) {
	m := limited(func(s *blueprint.State) { s.MemoryBudget, s.SequenceLength = 3e6, 2000 })
	for _, c := range []struct{ context, length, sequence, want string }{
		{`x.yaml:3, "8000"`, `x.yaml:3, "8000"`, "default: max_seq_len, at most 4096", `context_window "512" down (2.51 MB)`},
		{`x.yaml:3, "8000"`, "x.yaml:9", "default: max_seq_len, at most 4096", "max_seq_len 512 down (2.51 MB)"},
		{"", "default for text", "default: max_seq_len, at most 4096", "max_seq_len 512 down (2.51 MB)"},
		{"", "default for text", "x.yaml:4", "max_seq_len 512 down with sequence_length 512 (2.51 MB)"},
	} {
		m.Trace = blueprint.Trace{"max_seq_len": blueprint.Origin(c.length), "sequence_length": blueprint.Origin(c.sequence)}
		if c.context != "" {
			m.Trace["context_tokens"] = blueprint.Origin(c.context)
		}
		if got := m.Validate()[0].Mend; got != c.want {
			t.Errorf("%q; want %q", got, c.want)
		}
	}
}

// TestMendMeetsTheMemoryBudget: whatever the budget, the context that is named meets it, and twice as much would not.
func TestMendMeetsTheMemoryBudget(t *testing.T) {
	for budget := int64(2_001_000); budget < 10_000_000; budget += 12_345 {
		set := func(tokens blueprint.Tokens) blueprint.Constraint {
			return limited(func(s *blueprint.State) { s.MemoryBudget, s.MaxSeqLen = blueprint.Bytes(budget), tokens }).Validate()[0]
		}
		missed := set(8000)
		text := regexp.MustCompile(`^context_window "(\d+)(k?)"`).FindStringSubmatch(missed.Mend)
		if missed.Met || text == nil {
			t.Fatalf("%d bytes: %+v", budget, missed)
		}
		tokens, _ := strconv.Atoi(text[1])
		if text[2] == "k" {
			tokens *= 1024
		}
		if !set(blueprint.Tokens(tokens)).Met || 2*tokens <= 8000 && set(blueprint.Tokens(2*tokens)).Met {
			t.Errorf("%d bytes: %s is not the longest that fits", budget, fmt.Sprint(tokens))
		}
	}
}
