package blueprint

import (
	"fmt"
	"math/bits"
	"sort"
	"strings"
)

// Constraint is one limit that a spec sets, and what the blueprint makes of it.
type Constraint struct {
	Key     string // the field that states it: "memory_budget"
	Asked   string // in the spec's words: "16GB"
	Got     string // "weights 13.8 GB + KV cache of 262,144 tokens 137.4 GB = 151.2 GB"
	Met     bool
	Mend    string // the nearest change that would meet it; empty where it is met
	Assumes string // what an estimate rests on; empty where the figure is exact
}

// Missed says what is missed, by how much, and what would meet it.
func (c Constraint) Missed() string {
	text := fmt.Sprintf("%s %s is missed: %s; met from %s", c.Key, c.Asked, c.Got, c.Mend)
	if c.Assumes != "" {
		text += " (" + c.Assumes + ")"
	}
	return text
}

// Hard reports whether a miss is an error: the parameter budget is exact, and kept by the fitter.
func (c Constraint) Hard() bool { return c.Key == "parameter_max" || c.Key == "parameter_min" }

// Validate holds the model against the limits that its spec sets. The parameter budget is exact and hard; the others are
// reported as met or missed.
func (m *Model) Validate() []Constraint {
	var list []Constraint
	s := &m.State
	for _, c := range []struct {
		asked bool
		judge func() Constraint
	}{
		{s.ParameterMin > 0 || s.ParameterMax > 0, m.parameterBudget},
		{s.MemoryBudget > 0, m.memoryBudget},
		{s.ContextTokens > 0, m.contextWindow},
		{paces[s.Latency] > 0 && m.paceable(), m.latency},
		{s.ThroughputUnit == "tokens" && m.paceable(), m.throughput},
		{s.peak() > 0 && s.Accelerators > 0 && s.Duration > 0 && s.DataTokens > 0, m.compute},
	} {
		if c.asked {
			list = append(list, c.judge())
		}
	}
	return list
}

func (m *Model) parameterBudget() Constraint {
	s := &m.State
	c := Constraint{Key: "parameter_max", Asked: "at most " + s.ParameterMax.Label(), Got: Thousands(s.TotalParams) + " parameters", Met: true}
	switch {
	case s.ParameterMax == 0:
		c.Key, c.Asked = "parameter_min", "at least "+s.ParameterMin.Label()
	case s.ParameterMin > 0:
		c.Asked = s.ParameterMin.Label() + " to " + s.ParameterMax.Label()
	}
	if s.ParameterMax > 0 && s.TotalParams > s.ParameterMax {
		c.Met, c.Mend = false, fmt.Sprintf("a parameter_budget.max of %d up", s.TotalParams)
	}
	if s.TotalParams < s.ParameterMin {
		c.Met, c.Mend = false, fmt.Sprintf("a parameter_budget.min of %d down", s.TotalParams)
	}
	return c
}

// memory is what weights, the cache of one sequence of max_seq_len tokens and its recurrent state take.
func (s *State) memory() Bytes {
	return Bytes(Sum(int64(s.WeightBytes), int64(s.KVCacheBytes), int64(s.StateBytes)))
}

func (m *Model) memoryBudget() Constraint {
	s := &m.State
	need := s.memory()
	c := Constraint{Key: "memory_budget", Asked: s.MemoryBudget.Label(), Met: need <= s.MemoryBudget}
	c.Got = "weights " + s.WeightBytes.Short()
	if s.KVCacheBytes > 0 {
		c.Got += fmt.Sprintf(" + KV cache of %s tokens %s", Thousands(s.MaxSeqLen), s.KVCacheBytes.Short())
	}
	if s.StateBytes > 0 {
		c.Got += " + recurrent state " + s.StateBytes.Short()
	}
	if need > s.WeightBytes {
		c.Got += " = " + need.Short()
	}
	if c.Met {
		return c
	}
	if fits := m.longest(func(s *State) bool { return s.memory() <= s.MemoryBudget }); fits > 0 {
		at := m.shortened(fits)
		c.Mend = fmt.Sprintf("%s (%s)", m.contextMend(fits), at.memory().Short())
	} else {
		c.Mend = fmt.Sprintf("a memory_budget of %s up, or a smaller model", atLeast(need).Label())
	}
	return c
}

// shortened is what the model counts with another max_seq_len.
func (m *Model) shortened(tokens int64) State {
	s := m.State
	s.MaxSeqLen = Tokens(tokens)
	s.SequenceLength = min(s.SequenceLength, s.MaxSeqLen)
	return m.Arch.Tree(&s).Account()
}

// longest is the greatest power of two of tokens, at most max_seq_len, with which a limit holds; 0 where there is none. Weights are
// counted as they are, though a position table would shrink with the context: what holds then holds the more.
func (m *Model) longest(holds func(s *State) bool) int64 {
	powers := bits.Len64(uint64(m.State.MaxSeqLen))
	n := sort.Search(powers, func(i int) bool {
		s := m.State
		s.KVCacheBytes = m.Root.Total(Pass{Tokens: 1, Context: 1 << i, Width: s.Width()}).KVCache
		return !holds(&s)
	})
	return 1 << n >> 1
}

// contextMend is what a spec would say to have a shorter context.
func (m *Model) contextMend(tokens int64) string {
	mend := fmt.Sprintf("max_seq_len %d down", tokens)
	if from := m.Trace["context_tokens"]; from != "" && from == m.Trace["max_seq_len"] {
		mend = fmt.Sprintf("context_window %q down", contextText(tokens))
	}
	if from := string(m.Trace["sequence_length"]); from != "" && !strings.HasPrefix(from, "default") && tokens < int64(m.State.SequenceLength) {
		mend += fmt.Sprintf(" with sequence_length %d", tokens)
	}
	return mend
}

func contextText(tokens int64) string {
	if tokens >= 1024 && tokens%1024 == 0 {
		return fmt.Sprintf("%dk", tokens/1024)
	}
	return fmt.Sprint(tokens)
}

func (m *Model) contextWindow() Constraint {
	s := &m.State
	c := Constraint{Key: "context_window", Asked: string(s.ContextWindow), Got: "max_seq_len " + Thousands(s.MaxSeqLen), Met: s.MaxSeqLen >= s.ContextTokens}
	if !c.Met {
		c.Mend = fmt.Sprintf("max_seq_len %d up", s.ContextTokens)
	}
	return c
}

// device is one published product that stands for a class of devices.
type device struct {
	name      string
	bandwidth float64 // bytes of memory a second
}

// devices stand for the classes that a spec may name: bandwidths as their makers publish them.
var devices = map[Option]device{
	"consumer_gpu":   {"GeForce RTX 4090", 1008e9},
	"datacenter_gpu": {"H100 SXM", 3350e9},
	"edge":           {"Jetson Orin NX 16GB", 102.4e9},
	"mobile":         {"64-bit LPDDR5X-8533", 68.3e9},
	"cpu":            {"two channels of DDR5-5600", 89.6e9},
}

// paces are the seconds a token that the latency classes of a spec are read as.
var paces = map[Option]float64{"real-time": 0.05, "near-real-time": 0.2}

func (m *Model) paceable() bool {
	_, ok := devices[m.State.Device]
	return ok && m.State.KVCacheBytes > 0
}

// pace predicts the seconds that one token takes after a context of max_seq_len: every active weight and the whole cache are read
// from memory once, which is a lower bound.
func (s *State) pace() float64 {
	read := float64(int64(s.ActiveParams)*s.Width()) + float64(s.KVCacheBytes) + float64(s.StateBytes)
	return read / devices[s.Device].bandwidth
}

func (m *Model) paceAssumes() string {
	d := devices[m.State.Device]
	return fmt.Sprintf("a prediction: batch 1, active weights and KV cache read once a token at the %.0f GB/s of a %s, nothing else counted", d.bandwidth/1e9, d.name)
}

func (m *Model) latency() Constraint {
	s := &m.State
	limit, got := paces[s.Latency], s.pace()
	c := Constraint{
		Key: "latency", Asked: fmt.Sprintf("%s (read as %.0f ms a token)", s.Latency, limit*1000), Met: got <= limit,
		Got:     fmt.Sprintf("%.3g ms a token after %s tokens", got*1000, Thousands(s.MaxSeqLen)),
		Assumes: m.paceAssumes(),
	}
	if !c.Met {
		c.Mend = m.paceMend(limit)
	}
	return c
}

func (m *Model) throughput() Constraint {
	s := &m.State
	got := 1 / s.pace()
	c := Constraint{
		Key: "throughput", Asked: string(s.Throughput), Met: got >= float64(s.ThroughputRate),
		Got:     fmt.Sprintf("%.3g tokens a second after %s tokens", got, Thousands(s.MaxSeqLen)),
		Assumes: m.paceAssumes(),
	}
	if !c.Met {
		c.Mend = m.paceMend(1 / float64(s.ThroughputRate))
	}
	return c
}

// paceMend names the longest context that keeps the pace, or the parameters that would.
func (m *Model) paceMend(seconds float64) string {
	if fits := m.longest(func(s *State) bool { return s.pace() <= seconds }); fits > 0 {
		s := m.shortened(fits)
		return fmt.Sprintf("%s (%.3g ms a token)", m.contextMend(fits), s.pace()*1000)
	}
	active := Params(seconds * devices[m.State.Device].bandwidth / float64(m.State.Width()))
	return fmt.Sprintf("fewer than %s active parameters, at a short context", atMost(active).Label())
}

// peaks are dense bfloat16 FLOPs a second of accelerators, as their makers publish them.
var peaks = map[string]float64{"A100": 312e12, "H100": 989e12, "H200": 989e12, "B200": 2250e12, "V100": 125e12, "L40S": 362e12, "RTX4090": 165e12}

const assumedMFU = 0.4

// accelerator is the model in hardware such as "256xA100".
func (s *State) accelerator() string {
	text := string(s.Hardware)
	if i := strings.IndexAny(text, "xX"); i > 0 && strings.Trim(text[:i], "0123456789 ") == "" {
		return strings.TrimSpace(text[i+1:])
	}
	return text
}

// peak is the FLOPs a second of the spec's accelerator; 0 where it is not known here.
func (s *State) peak() float64 { return peaks[strings.ToUpper(s.accelerator())] }

func (m *Model) compute() Constraint {
	s := &m.State
	peak, model := s.peak(), s.accelerator()
	c := Constraint{Key: "hardware", Asked: fmt.Sprintf("%s for %s", s.Hardware, days(s.Duration))}
	need := float64(s.TrainingFLOPs) / float64(s.SequenceLength) * float64(s.DataTokens)
	c.Got = fmt.Sprintf("%.3g FLOPs for one pass over %s tokens", need, Thousands(s.DataTokens))
	have := float64(s.Accelerators) * peak * assumedMFU * float64(s.Duration)
	c.Got += fmt.Sprintf("; %.3g are to be had", have)
	c.Met = need <= have
	c.Assumes = fmt.Sprintf("an estimate: %.0f%% of the published peak of %.0f TFLOP/s a %s is used, nothing is recomputed", assumedMFU*100, peak/1e12, model)
	if !c.Met {
		fewer, longer := atMost(Tokens(have/need*float64(s.DataTokens))), Seconds(need/have*float64(s.Duration))+1
		c.Mend = fmt.Sprintf("%s tokens down, or %s up", Thousands(fewer), days(longer))
	}
	return c
}

// days writes a length of time in whole days, hours or minutes, rounded up.
func days(s Seconds) string {
	size, name := Seconds(60), "minute"
	switch {
	case s%86400 == 0 || s > 10*86400:
		size, name = 86400, "day"
	case s%3600 == 0 || s > 10*3600:
		size, name = 3600, "hour"
	}
	n := (s + size - 1) / size
	if n != 1 {
		name += "s"
	}
	return fmt.Sprintf("%d %s", n, name)
}
