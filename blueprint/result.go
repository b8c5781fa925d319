package blueprint

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
)

// ResultsFile is where measurements stand in a package; the emitted eval.py writes it, and documents show what it holds.
const ResultsFile = "docs/results.json"

// Result is one measurement, as the emitted eval.py writes it.
type Result struct {
	Benchmark string  `json:"benchmark"` // the spec's name of what was measured on; empty where it is none of its benchmarks
	Metric    string  `json:"metric"`    // "perplexity"
	Value     float64 `json:"value"`
	Data      string  `json:"data"`   // the data file's name, without its folder
	SHA256    string  `json:"sha256"` // of the data file
	Count     int64   `json:"count"`  // of what was scored
	Unit      string  `json:"unit"`   // "tokens"
	Step      int64   `json:"step"`   // of the checkpoint: optimiser steps
	Device    string  `json:"device"` // "cpu"
	Precision string  `json:"precision"`
}

// ParseResults reads a results.json. It is an error if what it says was measured on a model of another size than m's.
func ParseResults(data []byte, m *Model) ([]Result, error) {
	var file struct {
		TotalParams Params   `json:"total_params"`
		Results     []Result `json:"results"`
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&file); err != nil {
		return nil, fmt.Errorf("this is no file that eval.py writes: %w; run eval.py again", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something stands after the results; run eval.py again")
	}
	if file.TotalParams != m.State.TotalParams {
		return nil, fmt.Errorf("this was measured on a model of %s parameters, and the blueprint's has %s; run eval.py on the blueprint's own model, or remove the file", Thousands(file.TotalParams), Thousands(m.State.TotalParams))
	}
	for i, r := range file.Results {
		if r.Metric == "" || math.IsInf(r.Value, 0) || math.IsNaN(r.Value) {
			return nil, fmt.Errorf("result %d has no metric; run eval.py again", i+1)
		}
	}
	return file.Results, nil
}
