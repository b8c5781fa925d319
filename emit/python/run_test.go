package python_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
)

// corpus is some real text to train on: the Go sources of this project.
func corpus(t *testing.T, dir string) string {
	t.Helper()
	files, err := filepath.Glob("../../blueprint/*.go")
	if err != nil || len(files) < 5 {
		t.Fatalf("sources to train on: %v", err)
	}
	var text []byte
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text = append(text, data...)
	}
	path := filepath.Join(dir, "corpus.txt")
	put(t, path, text)
	return path
}

type outcome struct {
	Code int
	Out  string
}

// mains runs scripts of the packages in a folder: each command is a package, a script and arguments.
func mains(t *testing.T, dir string, commands [][]string) []outcome {
	t.Helper()
	input, err := json.Marshal(commands)
	if err != nil {
		t.Fatal(err)
	}
	run := exec.Command(python3(t, "torch"), absolute(t, "testdata/mains.py"))
	run.Dir, run.Stdin = dir, bytes.NewReader(input)
	run.Env = append(os.Environ(), "OMP_NUM_THREADS=1", "PYTHONPATH="+dir)
	var errors bytes.Buffer
	run.Stderr = &errors
	output, err := run.Output()
	if err != nil {
		t.Fatalf("mains.py: %v\n%s", err, errors.String())
	}
	var list []outcome
	if err := json.Unmarshal(output, &list); err != nil || len(list) != len(commands) {
		t.Fatalf("%d outcomes of %d commands: %v\n%s", len(list), len(commands), err, output)
	}
	return list
}

// TestTrainResumeEvalInfer trains in real processes: 20 steps at once are bit for bit 10 steps and 10 more after a resume, with dropout;
// and what is measured of the result is what the documents can read.
func TestTrainResumeEvalInfer(t *testing.T) {
	bin := python3(t, "torch")
	t.Parallel()
	dir := t.TempDir()
	m := model(t, "bytes", byteModel)
	write(t, dir, m)
	data := corpus(t, dir)
	train := []string{bin, "bytes/code/train.py", "--data", data, "--interval", "10"}
	whole := succeeds(t, dir, nil, append(train, "--out", "whole")...)
	if !strings.Contains(whole, "164,160 parameters on cpu, float32\n") || !strings.Contains(whole, "\nwhole/checkpoint.pt: done\n") {
		t.Errorf("train.py says\n%s", whole)
	}
	half := succeeds(t, dir, nil, append(train, "--out", "parts", "--until", "10", "--resume")...)
	if !strings.Contains(half, "stopped before step 11 of 20; --resume goes on") {
		t.Errorf("train.py --until 10 says\n%s", half)
	}
	rest := succeeds(t, dir, nil, append(train, "--out", "parts", "--resume")...)
	_, last, _ := strings.Cut(whole, "step      20")
	if _, resumed, _ := strings.Cut(rest, "step      20"); strings.Fields(last)[3] != strings.Fields(resumed)[3] {
		t.Errorf("validation after 20 steps at once and in parts:\n%s\n%s", last, resumed)
	}
	succeeds(t, dir, nil, bin, absolute(t, "testdata/same.py"), "whole/checkpoint.pt", "parts/checkpoint.pt")

	checkpoint := []string{"--checkpoint", "parts/checkpoint.pt"}
	list := mains(t, dir, [][]string{
		append([]string{"bytes", "eval", "--data", data, "--benchmark", "Licences"}, checkpoint...),
		append([]string{"bytes", "eval", "--data", data, "--split", "all", "--sequence-length", "100", "--batch-size", "3"}, checkpoint...),
		append([]string{"bytes", "eval", "--data", data, "--benchmark", "Licences"}, checkpoint...),
		append([]string{"bytes", "infer", "--prompt", "func é", "--temperature", "0", "--new-tokens", "9"}, checkpoint...),
		append([]string{"bytes", "infer", "--tokens", "102 117", "--top-k", "5", "--seed", "3"}, checkpoint...),
	})
	for i, o := range list {
		if o.Code != 0 {
			t.Errorf("command %d: exit %d\n%s", i, o.Code, o.Out)
		}
	}
	if got := strings.TrimSuffix(list[3].Out, "\n"); !strings.HasPrefix(got, "func é") || len(got) < len("func é")+9 {
		t.Errorf("infer.py printed %q", got)
	}
	size := int64(len(must(os.ReadFile(data))))
	results, err := blueprint.ParseResults(must(os.ReadFile(filepath.Join(dir, "bytes", blueprint.ResultsFile))), m)
	if err != nil {
		t.Fatal(err)
	}
	if len(results) != 8 {
		t.Fatalf("%d results: %+v", len(results), results)
	}
	for i, want := range []blueprint.Result{
		{Benchmark: "", Metric: "bits_per_byte", Count: size - 1, Unit: "tokens"}, {Benchmark: "", Metric: "loss", Count: size - 1, Unit: "tokens"},
		{Benchmark: "", Metric: "next_token_accuracy", Count: size - 1, Unit: "tokens"}, {Benchmark: "", Metric: "perplexity", Count: size - 1, Unit: "tokens"},
		{Benchmark: "Licences", Metric: "bits_per_byte", Count: size/10 - 1, Unit: "tokens"}, {Benchmark: "Licences", Metric: "loss", Count: size/10 - 1, Unit: "tokens"},
		{Benchmark: "Licences", Metric: "next_token_accuracy", Count: size/10 - 1, Unit: "tokens"}, {Benchmark: "Licences", Metric: "perplexity", Count: size/10 - 1, Unit: "tokens"},
	} {
		got := results[i]
		if got.Benchmark != want.Benchmark || got.Metric != want.Metric || got.Count != want.Count || got.Unit != want.Unit || got.Step != 20 || got.Data != "corpus.txt" || got.Device != "cpu" || got.Precision != "float32" || len(got.SHA256) != 64 {
			t.Errorf("result %d is %+v", i, got)
		}
	}
	if loss, bits := results[5].Value, results[4].Value; loss < 1 || loss > 5.3 || bits < loss*1.44 || bits > loss*1.45 {
		t.Errorf("after 20 steps the loss is %v nats and %v bits a byte", loss, bits)
	}
}

// TestHeldInItsPrecision: a model that was trained under autocast, with float32 weights, is used in the precision that the blueprint
// counts, and takes the bytes that it says.
func TestHeldInItsPrecision(t *testing.T) {
	bin := python3(t, "torch")
	t.Parallel()
	dir := t.TempDir()
	m := model(t, "bytes", strings.Replace(byteModel, "float32", "bfloat16", 1))
	write(t, dir, m)
	succeeds(t, dir, nil, bin, "bytes/code/train.py", "--data", corpus(t, dir), "--until", "1")
	succeeds(t, dir, nil, bin, absolute(t, "testdata/held.py"), "bytes/code", "out/checkpoint.pt", fmt.Sprint(int64(m.State.WeightBytes)), fmt.Sprint(int64(m.State.KVCacheBytes)))
	if m.State.Width() != 2 {
		t.Errorf("the model is counted in %s", m.State.Precision)
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// TestTerminated sends what clusters send before they end a job.
func TestTerminated(t *testing.T) {
	bin := python3(t, "torch")
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, model(t, "bytes", byteModel))
	run := exec.Command(bin, "-u", "bytes/code/train.py", "--data", corpus(t, dir), "--steps", "1000000", "--interval", "5")
	run.Dir, run.Env = dir, append(os.Environ(), "OMP_NUM_THREADS=1")
	var errors bytes.Buffer
	run.Stderr = &errors
	pipe, err := run.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	lines, said := bufio.NewScanner(pipe), ""
	for lines.Scan() {
		said += lines.Text() + "\n"
		if strings.HasPrefix(lines.Text(), "step ") {
			if err := run.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			break
		}
	}
	for lines.Scan() {
		said += lines.Text() + "\n"
	}
	if err := run.Wait(); err != nil {
		t.Fatalf("after SIGTERM: %v\n%s%s", err, said, errors.String())
	}
	var step, next int
	reports := strings.Split(strings.TrimSpace(said), "\n")
	if _, err := fmt.Sscanf(reports[len(reports)-1], "out/checkpoint.pt: stopped before step %d of 1000000; --resume goes on", &next); err != nil {
		t.Errorf("%v: %s", err, said)
	}
	if _, err := fmt.Sscanf(reports[len(reports)-2], "step %d", &step); err != nil || step != next-1 {
		t.Errorf("%v: the last report is not of the last step:\n%s", err, said)
	}
	code := "import torch\nprint(torch.load('out/checkpoint.pt', weights_only=True)['step'])"
	if out := succeeds(t, dir, nil, bin, "-c", code); strings.TrimSpace(out) != fmt.Sprint(step) {
		t.Errorf("the checkpoint is of step %s, after %d steps", out, step)
	}
}

func TestRefusals(t *testing.T) {
	python3(t, "torch")
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, model(t, "bytes", byteModel))
	write(t, dir, model(t, "few", strings.Replace(byteModel, "vocab_size: 256", "vocab_size: 100", 1)))
	write(t, dir, model(t, "many", strings.Replace(byteModel, "vocab_size: 256", "vocab_size: 66000", 1)))
	data := corpus(t, dir)
	put(t, filepath.Join(dir, "wide.bin"), bytes.Repeat([]byte{0xcf, 1, 1, 0, 2, 0, 0, 0}, 1000)) // 65,999 and 2
	put(t, filepath.Join(dir, "short.txt"), bytes.Repeat([]byte("a"), 300))
	put(t, filepath.Join(dir, "empty.txt"), nil)
	put(t, filepath.Join(dir, "five.txt"), []byte("hello"))
	put(t, filepath.Join(dir, "huge.bin"), nil)
	if err := os.Truncate(filepath.Join(dir, "huge.bin"), 256<<30); err != nil { // a file with a hole, larger than memory
		t.Fatal(err)
	}
	put(t, filepath.Join(dir, "odd.bin"), bytes.Repeat([]byte{1, 0, 0}, 1001))
	put(t, filepath.Join(dir, "large.bin"), bytes.Repeat([]byte{0, 1}, 4000))
	put(t, filepath.Join(dir, "fine.bin"), bytes.Repeat([]byte{1, 0, 2, 0, 3, 0}, 2000))
	put(t, filepath.Join(dir, "broken.pt"), []byte("no checkpoint"))
	put(t, filepath.Join(dir, "other.json"), []byte(`{"total_params": 7, "results": []}`))
	put(t, filepath.Join(dir, "strange.json"), []byte(`[]`))
	short := []string{"--sequence-length", "16", "--batch-size", "2", "--steps", "2"}
	train := func(args ...string) []string { return append([]string{"bytes", "train"}, append(short, args...)...) }
	cases := []struct {
		command []string
		code    int
		want    string
	}{
		{train("--data", data, "--out", "run"), 0, "run/checkpoint.pt: done"},
		{train("--data", "fine.bin", "--out", "tokens"), 0, "tokens/checkpoint.pt: done"},
		{append([]string{"many", "train", "--data", "wide.bin", "--out", "wide"}, short...), 0, "wide/checkpoint.pt: done"},
		{append([]string{"many", "train", "--data", "fine.bin", "--out", "x"}, short...), 2, "fine.bin holds the token 196610, and vocab_size is 66000"},
		{train("--data", "huge.bin", "--out", "huge"), 0, "huge/checkpoint.pt: done"},
		{train("--data", data, "--out", "small", "--config", "layers=1"), 0, "small/checkpoint.pt: done"},
		{train("--data", data, "--out", "run"), 2, "run/checkpoint.pt is there already: pass --resume to go on from it, or another --out"},
		{train("--data", data, "--out", "run", "--resume", "--config", "layers=3"), 2, "run/checkpoint.pt has another config: layers was 2 and is 3; pass the flags that it was made with, or another --out"},
		{train("--data", data, "--out", "run", "--resume", "--learning-rate", "1"), 2, "has another training: learning_rate was 0.003 and is 1.0"},
		{train("--data", "short.txt", "--out", "run", "--resume"), 2, "has another data set: tokens was "},
		{train("--data", "nothing.txt", "--out", "x"), 2, "there is no file nothing.txt"},
		{train("--data", "empty.txt", "--out", "x"), 2, "empty.txt has 0 bytes, which is no whole number of tokens of 1 bytes"},
		{train("--data", "odd.bin", "--out", "x"), 2, "odd.bin has 3003 bytes, which is no whole number of tokens of 2 bytes"},
		{train("--data", "large.bin", "--out", "x"), 2, "large.bin holds the token 256, and vocab_size is 256: it was made for another vocabulary"},
		{train("--data", "short.txt", "--out", "x", "--sequence-length", "30"), 2, "short.txt has 270 tokens to train on and 30 to validate on, and a sequence of 30 takes 31 of each"},
		{train("--data", data, "--out", "x", "--sequence-length", "129"), 2, "sequences of 129 tokens do not fit max_seq_len 128"},
		{train("--data", data, "--out", "x", "--config", "layer=3"), 2, "the model has no 'layer'; did you mean 'layers'?"},
		{train("--data", data, "--out", "x", "--config", "zzz=3"), 2, "the model has no 'zzz'; it has hidden_size, layers, heads"},
		{train("--data", data, "--out", "x", "--config", "layers=2.5"), 2, "layers is '2.5', and must be a whole number, 0 or more"},
		{train("--data", data, "--out", "x", "--config", "layers=-1"), 2, "layers is '-1', and must be a whole number, 0 or more"},
		{train("--data", data, "--out", "x", "--config", "dropout=nan"), 2, "dropout is 'nan', and must be a number, 0 or more"},
		{train("--data", data, "--out", "x", "--config", "mlp_bias=yes"), 2, "mlp_bias is 'yes', and must be true or false"},
		{train("--data", data, "--out", "x", "--config", "layers"), 2, "layers is '', and must be a whole number, 0 or more"},
		{train("--data", data, "--out", "x", "--config", "kv_heads=3"), 2, "no model has these settings together: "},
		{train("--data", data, "--out", "x", "--steps", "0"), 2, "'0' is no whole number above 0"},
		{train("--data", data, "--out", "x", "--device", "abacus"), 2, "'abacus' cannot be used: "},
		{train("--data", data, "--out", "nan", "--learning-rate", "1e30", "--interval", "1", "--steps", "9"), 2, "try a lower --learning-rate"},
		{[]string{"few", "train", "--data", data, "--out", "x"}, 2, "is read byte by byte, which takes a vocab_size of 256; the model has 100: pass a .bin file of tokens"},
		{[]string{"bytes", "infer", "--prompt", "x"}, 2, "the following arguments are required: --checkpoint"},
		{[]string{"bytes", "infer", "--prompt", "x", "--checkpoint", "none.pt"}, 2, "there is no checkpoint none.pt: train.py writes one"},
		{[]string{"bytes", "infer", "--prompt", "x", "--checkpoint", "broken.pt"}, 2, "broken.pt is no checkpoint that train.py wrote: "},
		{[]string{"few", "infer", "--prompt", "x", "--checkpoint", "run/checkpoint.pt"}, 0, "x"}, // the checkpoint's own config decides
		{[]string{"bytes", "infer", "--prompt", "", "--checkpoint", "run/checkpoint.pt"}, 2, "the prompt must hold tokens, each from 0 to 255"},
		{[]string{"bytes", "infer", "--tokens", "1 256", "--checkpoint", "run/checkpoint.pt"}, 2, "the prompt must hold tokens, each from 0 to 255"},
		{[]string{"bytes", "infer", "--tokens", "1 x", "--checkpoint", "run/checkpoint.pt"}, 2, "tokens are whole numbers with spaces between"},
		{[]string{"bytes", "infer", "--prompt", "x", "--new-tokens", "128", "--checkpoint", "run/checkpoint.pt"}, 2, "1 tokens and 128 new ones do not fit max_seq_len 128"},
		{[]string{"bytes", "infer", "--prompt", "x", "--temperature", "-1", "--checkpoint", "run/checkpoint.pt"}, 2, "--temperature is -1.0, and must be 0 or more"},
		{[]string{"bytes", "infer", "--prompt", "x", "--checkpoint", "tokens/checkpoint.pt"}, 2, "tokens/checkpoint.pt was trained on tokens whose tokenizer is not here: pass --tokens"},
		{[]string{"bytes", "infer", "--tokens", "1,2", "--new-tokens", "3", "--checkpoint", "tokens/checkpoint.pt"}, 0, "1 2 "},
		{[]string{"bytes", "eval", "--data", data, "--checkpoint", "tokens/checkpoint.pt"}, 2, "was trained on tokens, and " + data + " holds bytes"},
		{[]string{"bytes", "eval", "--data", data, "--checkpoint", "run/checkpoint.pt", "--benchmark", "MMLU"}, 2, "the spec has no benchmark 'MMLU'; it has Licences, Code: leave --benchmark out for other data"},
		{[]string{"bytes", "eval", "--data", data, "--checkpoint", "run/checkpoint.pt", "--out", "other.json"}, 2, "other.json holds results of a model of 7 parameters, and this one has 164,160: pass another --out"},
		{[]string{"bytes", "eval", "--data", data, "--checkpoint", "run/checkpoint.pt", "--out", "strange.json"}, 2, "strange.json is no file that eval.py wrote"},
		{[]string{"bytes", "eval", "--data", "five.txt", "--checkpoint", "run/checkpoint.pt"}, 2, "0 tokens of five.txt were scored"},
		{[]string{"bytes", "eval", "--data", "five.txt", "--checkpoint", "run/checkpoint.pt", "--split", "all", "--out", "five.json"}, 0, "\n4 tokens of five.txt, after 2 steps; added to five.json"},
		{[]string{"bytes", "eval", "--data", "fine.bin", "--checkpoint", "tokens/checkpoint.pt", "--out", "tokens.json"}, 0, "added to tokens.json"},
		{[]string{"bytes", "eval", "--data", data, "--checkpoint", "small/checkpoint.pt"}, 0, "added to results.json"}, // no model of the blueprint's size
	}
	commands := make([][]string, len(cases))
	for i, c := range cases {
		commands[i] = c.command
	}
	for i, got := range mains(t, dir, commands) {
		if c := cases[i]; got.Code != c.code || !strings.Contains(got.Out, c.want) {
			t.Errorf("%s: exit %d, not %d with %q\n%s", strings.Join(c.command, " "), got.Code, c.code, c.want, got.Out)
		}
	}
	if strings.Contains(string(must(os.ReadFile(filepath.Join(dir, "tokens.json")))), "bits_per_byte") {
		t.Error("tokens have no bits a byte")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "x*")); len(left) > 0 {
		t.Errorf("what is refused leaves %v", left)
	}
}
