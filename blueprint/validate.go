package blueprint

import (
	"fmt"
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
		c.Met, c.Mend = false, "a parameter_budget.max of "+Thousands(s.TotalParams)
	}
	if s.TotalParams < s.ParameterMin {
		c.Met, c.Mend = false, "a parameter_budget.min of "+Thousands(s.TotalParams)
	}
	return c
}

// kvCache is the bytes of keys and values that one sequence of so many tokens keeps.
func (m *Model) kvCache(tokens int64) Bytes {
	return m.Root.Total(Pass{1, tokens, m.State.Width()}).KVCache
}

func (m *Model) memoryBudget() Constraint {
	s := &m.State
	need := Bytes(add(int64(s.WeightBytes), int64(s.KVCacheBytes)))
	c := Constraint{Key: "memory_budget", Asked: s.MemoryBudget.Label(), Met: need <= s.MemoryBudget}
	c.Got = fmt.Sprintf("weights %s + KV cache of %s tokens %s = %s", s.WeightBytes.Short(), Thousands(s.MaxSeqLen), s.KVCacheBytes.Short(), need.Short())
	if s.KVCacheBytes == 0 {
		c.Got = "weights " + s.WeightBytes.Short()
	}
	if c.Met {
		return c
	}
	fits := m.longest(func(tokens int64) bool { return s.WeightBytes+m.kvCache(tokens) <= s.MemoryBudget })
	if fits > 0 {
		c.Mend = fmt.Sprintf("context_window %q down (%s)", contextText(fits), (s.WeightBytes + m.kvCache(fits)).Short())
	} else {
		c.Mend = fmt.Sprintf("a memory_budget of %s up", need.Short())
	}
	return c
}

// longest is the greatest power of two of tokens, at most max_seq_len, for which a limit holds; 0 where there is none.
func (m *Model) longest(holds func(tokens int64) bool) int64 {
	for tokens := int64(1) << 40; tokens > 0; tokens /= 2 {
		if tokens <= int64(m.State.MaxSeqLen) && holds(tokens) {
			return tokens
		}
	}
	return 0
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
var devices = map[Text]device{
	"consumer_gpu":   {"GeForce RTX 4090", 1008e9},
	"datacenter_gpu": {"H100 SXM", 3350e9},
	"edge":           {"Jetson Orin NX 16GB", 102.4e9},
	"mobile":         {"64-bit LPDDR5X-8533", 68.3e9},
	"cpu":            {"two channels of DDR5-5600", 89.6e9},
}

// paces are the seconds a token that the latency classes of a spec are read as.
var paces = map[Text]float64{"real-time": 0.05, "near-real-time": 0.2}

func (m *Model) paceable() bool {
	_, ok := devices[m.State.Device]
	return ok && m.State.KVCacheBytes > 0
}

// pace predicts the seconds that one token takes after a context: every active weight and the whole cache are read from
// memory once, which is a lower bound.
func (m *Model) pace(context int64) float64 {
	s := &m.State
	read := float64(int64(s.ActiveParams)*s.Width()) + float64(m.kvCache(context))
	return read / devices[s.Device].bandwidth
}

func (m *Model) paceAssumes() string {
	d := devices[m.State.Device]
	return fmt.Sprintf("a prediction: batch 1, active weights and KV cache read once a token at the %.0f GB/s of a %s, nothing else counted", d.bandwidth/1e9, d.name)
}

func (m *Model) latency() Constraint {
	s := &m.State
	limit, got := paces[s.Latency], m.pace(int64(s.MaxSeqLen))
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
	got := 1 / m.pace(int64(s.MaxSeqLen))
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
	if fits := m.longest(func(tokens int64) bool { return m.pace(tokens) <= seconds }); fits > 0 {
		return fmt.Sprintf("context_window %q down (%.3g ms a token)", contextText(fits), m.pace(fits)*1000)
	}
	active := Params(seconds * devices[m.State.Device].bandwidth / float64(m.State.Width()))
	return fmt.Sprintf("%s active parameters down, at a short context", active.Short())
}

// peaks are dense bfloat16 FLOPs a second of accelerators, as their makers publish them.
var peaks = map[string]float64{"A100": 312e12, "H100": 989e12, "H200": 989e12, "B200": 2250e12, "V100": 125e12, "L40S": 362e12, "RTX4090": 165e12}

const assumedMFU = 0.4

// accelerator is the model in hardware such as "256xA100".
func (s *State) accelerator() string {
	if count, model, ok := strings.Cut(string(s.Hardware), "x"); ok && strings.Trim(count, "0123456789 ") == "" {
		return strings.TrimSpace(model)
	}
	return string(s.Hardware)
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
		c.Mend = fmt.Sprintf("%.3g tokens down, or %s up", have/need*float64(s.DataTokens), days(Seconds(need/have*float64(s.Duration))))
	}
	return c
}

func days(s Seconds) string {
	switch {
	case s%86400 == 0 || s > 10*86400:
		return fmt.Sprintf("%d days", (int64(s)+86399)/86400)
	case s%3600 == 0 || s > 10*3600:
		return fmt.Sprintf("%d hours", (int64(s)+3599)/3600)
	}
	return fmt.Sprintf("%d minutes", (int64(s)+59)/60)
}
