package docs

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/metagen-go/metagen/blueprint"
)

// keywords of Python, which no import can name.
var keywords = []string{"and", "as", "assert", "async", "await", "class", "def", "del", "elif", "except", "finally", "from", "global", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "try", "while", "with", "yield"}

// use shows how the emitted scripts are run, where the model has such scripts.
func (f *facts) use(p page) {
	if f.Script != "language_model" {
		return
	}
	s := &f.State
	p.heading(2, "How to use it")
	data, prompt := f.samples()
	p.para(plain("In the folder of this package, with PyTorch installed. "), code(data), plain(" stands for your data, a text or a .bin file of token ids:"))
	p.code("bash", "python code/train.py --data "+data+" --out out\n"+
		"python code/infer.py --checkpoint out/checkpoint.pt "+prompt+"\n"+
		"python code/eval.py --checkpoint out/checkpoint.pt --data "+data+"\n")
	p.para(plain("A smaller model of the same kind, to try the scripts on a small machine; the figures in this document are not those of that model:"))
	p.code("bash", fmt.Sprintf("python code/train.py --data %s --out small \\\n    --config layers=%d --config hidden_size=%d --sequence-length %d --batch-size 16 --steps 200\n",
		data, min(2, s.Layers), min(64, s.HiddenSize), min(128, s.SequenceLength))+
		"python code/infer.py --checkpoint small/checkpoint.pt "+prompt+" --new-tokens "+strconv.FormatInt(min(100, int64(s.MaxSeqLen)/2), 10)+"\n")
	from, place := f.Package+".code.model", "In Python, from the folder that holds this package:"
	if f.Package == "" || slices.Contains(keywords, f.Package) {
		from, place = "model", "In Python, from this package's folder code:"
	}
	p.para(plain(place))
	p.code("python", "import torch\n\n"+
		"from "+from+" import Config, MetaGenModel\n\n"+
		"with torch.device(\"meta\"):  # shapes only, no memory\n"+
		"    model = MetaGenModel()\n"+
		"print(f\"{model.num_parameters():,}\")  # "+blueprint.Thousands(s.TotalParams)+"\n\n"+
		fmt.Sprintf("small = MetaGenModel(Config(layers=%d, hidden_size=%d))\n", min(2, s.Layers), min(64, s.HiddenSize)))
}

// samples are a file to train on and a prompt that the scripts take: text needs a token for each byte.
func (f *facts) samples() (data, prompt string) {
	if f.State.VocabSize < 256 {
		return "corpus.bin", `--tokens "0"`
	}
	return "corpus.txt", `--prompt "Once upon a time"`
}

// reproduce says what the package was made from and how to make it again.
func (f *facts) reproduce(p page) {
	p.heading(2, "Reproducibility")
	p.para(plain("Every number here comes from the constants in the package's Go file, which metagen compiles from the spec. The same spec gives the same bytes:"))
	spec := shellWord(string(f.State.Spec))
	p.code("bash", "metagen "+spec+"        # writes this package\nmetagen check "+spec+"  # says which of its files differ\n")
	p.para(plain("In training, what is left to chance is drawn from the seed."))
	f.fields(p, "Identity")
}

// measuring shows the command that measures a trained model.
func (f *facts) measuring(p page) {
	if f.Script != "language_model" {
		return
	}
	p.para(plain("The package's own eval.py measures loss, perplexity, next_token_accuracy and, on text, bits_per_byte. By default that is on the last tenth of a corpus, which training leaves out:"))
	data, _ := f.samples()
	p.code("bash", "python code/eval.py --checkpoint out/checkpoint.pt --data "+data+"\n")
	if list := f.State.Benchmarks.Items(); len(list) > 0 {
		p.para(plain("On the data of a benchmark, all of it:"))
		p.code("bash", "python code/eval.py --checkpoint out/checkpoint.pt --data "+strings.Replace(data, "corpus", "benchmark", 1)+" --split all --benchmark "+shellWord(list[0])+"\n")
	}
	p.para(plain("It adds what it finds to "), code(blueprint.ResultsFile), plain(", and the next run of metagen shows it here. A model of another size has its results elsewhere, since they are not this one's."))
}

// dataFormat says what the emitted data.py reads.
func (f *facts) dataFormat(p page) {
	if f.Script != "language_model" {
		return
	}
	s := &f.State
	kind := "uint16, since vocab_size (" + blueprint.Thousands(s.VocabSize) + ") is at most 65,536"
	if s.VocabSize > 1<<16 {
		kind = "uint32, since vocab_size (" + blueprint.Thousands(s.VocabSize) + ") is above 65,536"
	}
	text := say(plain("Any other file is text: each byte of it is a token, from 0 to 255."))
	if s.VocabSize < 256 {
		text = say(plain("A file of another name would be read byte by byte, which takes a vocab_size of 256; this model has " + blueprint.Thousands(s.VocabSize) + " and refuses it."))
	}
	p.heading(2, "Format of the data")
	p.para(plain("What "), code("code/data.py"), plain(" reads. No tokenizer is part of this package, and the spec names none."))
	p.list(
		say(plain("A file named "), code("*.bin"), plain(" holds token ids, little-endian "+kind+", with nothing before, between or after them.")), text,
		say(plain("The last tenth of a corpus is for validation; training never reads it.")),
		say(plain("A training sequence is "+counted(int64(s.SequenceLength), "token")+" from anywhere in the rest; seed and step say which. Its targets are the tokens that follow.")))
}
