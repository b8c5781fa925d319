package encoderdecoder_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	encoderdecoder "github.com/metagen-go/metagen/blueprint/arch/encoder_decoder"
	"github.com/metagen-go/metagen/scripts/contract"
)

// oracle is a model as another library builds it.
type oracle struct {
	contract.Oracle
	Config  map[string]any
	Buffers int64
	Count   int `json:"tensor_count"`
	Tied    [][]string
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

// state is the oracle's config in our terms.
func (o *oracle) state() blueprint.State {
	d := &blueprint.Draft{Trace: blueprint.Trace{}}
	put := func(key string, value any) { d.Put(key, value, "oracle") }
	put("architecture", "encoder_decoder")
	put("precision", "float32")
	put("max_seq_len", 512)
	put("sequence_length", 32)
	for key, name := range names[o.Source.Cls] {
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
	return d.State
}

func TestOracles(t *testing.T) {
	ours := func(o *contract.Oracle) bool {
		ours := names[o.Source.Cls] != nil
		if !ours && o.Family == "encoder-decoder" {
			t.Errorf("%s is of a family that is not judged", o.ID)
		}
		return ours
	}
	contract.Oracles(t, 3, ours, func(t *testing.T, o *oracle) {
		m, tied, count, buffers := o.Build(t, o.state()), []string{}, 0, int64(0)
		for x := range m.Tensors() {
			count++
			if x.Tied != "" {
				tied = append(tied, x.Name)
			}
			if x.Buffer {
				buffers += blueprint.Product(x.Shape...)
			}
		}
		if count != o.Count || buffers != o.Buffers {
			t.Errorf("%d tensors, %d numbers in buffers; the oracle has %d and %d", count, buffers, o.Count, o.Buffers)
		}
		if want := o.Tied[0][1:]; !slices.Equal(tied, want) {
			t.Errorf("tied are %v; the oracle has %s", tied, strings.Join(want, " "))
		}
		o.HoldTensors(t, m)
	})
}
