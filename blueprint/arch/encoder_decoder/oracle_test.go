package encoderdecoder_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	encoderdecoder "github.com/metagen-go/metagen/blueprint/arch/encoder_decoder"
)

// oracle is a model as another library builds it.
type oracle struct {
	ID, Family      string
	Source          struct{ Cls string }
	Config          map[string]any
	TotalParams     int64 `json:"total_params"`
	TrainableParams int64 `json:"trainable_params"`
	Buffers         int64
	Count           int `json:"tensor_count"`
	Tensors         map[string][]int64
	Tied            [][]string
}

// names are the config's names of our fields.
var names = map[string]map[string]string{
	"T5ForConditionalGeneration": {
		"hidden_size": "d_model", "layers": "num_layers", "decoder_layers": "num_decoder_layers", "heads": "num_heads", "head_dim": "d_kv", "ffn_size": "d_ff",
		"vocab_size": "vocab_size", "relative_buckets": "relative_attention_num_buckets", "relative_distance": "relative_attention_max_distance",
		"norm_eps": "layer_norm_epsilon", "dropout": "dropout_rate", "tie_embeddings": "scale_decoder_outputs",
	},
	"BartForConditionalGeneration": {
		"hidden_size": "d_model", "layers": "encoder_layers", "decoder_layers": "decoder_layers", "heads": "encoder_attention_heads", "ffn_size": "encoder_ffn_dim",
		"vocab_size": "vocab_size", "max_seq_len": "max_position_embeddings", "dropout": "dropout", "scale_embeddings": "scale_embedding", "tie_embeddings": "tie_word_embeddings",
	},
}

// state is the oracle's config in our terms; false where its family is none of ours.
func (o *oracle) state() (blueprint.State, bool) {
	fields, ours := names[o.Source.Cls]
	if !ours {
		return blueprint.State{}, false
	}
	d := &blueprint.Draft{Trace: blueprint.Trace{}}
	put := func(key string, value any) { d.Put(key, value, "oracle") }
	put("architecture", "encoder_decoder")
	put("precision", "float32")
	put("max_seq_len", 512)
	put("sequence_length", 32)
	for key, name := range fields {
		put(key, o.Config[name])
	}
	if o.Source.Cls == "BartForConditionalGeneration" {
		put("position", "learned")
		put("position_offset", 2)
		put("mlp", o.Config["activation_function"])
	} else if o.Config["is_gated_act"] == true {
		put("mlp", "geglu_tanh")
	}
	encoderdecoder.Architecture.Derive(d)
	return d.State, true
}

func TestOracles(t *testing.T) {
	files, _ := filepath.Glob("../../../../shared/oracles/*.json")
	if len(files) == 0 {
		t.Skip("the oracles: no ../shared/oracles beside the checkout")
	}
	judged := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var o oracle
		if err := json.Unmarshal(data, &o); err != nil {
			t.Fatal(err)
		}
		s, ours := o.state()
		if !ours {
			if o.Family == "encoder-decoder" {
				t.Errorf("%s is of a family that is not judged", o.ID)
			}
			continue
		}
		t.Run(o.ID, func(t *testing.T) { o.judge(t, s) })
		judged++
	}
	if judged < 3 {
		t.Errorf("only %d of %d oracles are judged", judged, len(files))
	}
}

func (o *oracle) judge(t *testing.T, s blueprint.State) {
	m, problems := arch.Build(s)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if got := m.Account(); int64(got.TotalParams) != o.TotalParams || int64(got.TrainableParams) != o.TrainableParams {
		t.Errorf("total %d, trainable %d; the oracle has %d and %d", got.TotalParams, got.TrainableParams, o.TotalParams, o.TrainableParams)
	}
	got, tied, buffers := map[string][]int64{}, []string{}, int64(0)
	for x := range m.Tensors() {
		got[x.Name] = x.Shape
		if x.Tied != "" {
			tied = append(tied, x.Name)
		}
		if x.Buffer {
			buffers += blueprint.Product(x.Shape...)
		}
	}
	if len(got) != o.Count || buffers != o.Buffers {
		t.Errorf("%d tensors, %d numbers in buffers; the oracle has %d and %d", len(got), buffers, o.Count, o.Buffers)
	}
	if want := o.Tied[0][1:]; !slices.Equal(tied, want) {
		t.Errorf("tied are %v; the oracle has %s", tied, strings.Join(want, " "))
	}
	if o.Tensors != nil && !maps.EqualFunc(got, o.Tensors, slices.Equal[[]int64]) {
		t.Errorf("tensors %v; the oracle has %v", got, o.Tensors)
	}
}
