package audiodecoder_test

import (
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	audiodecoder "github.com/metagen-go/metagen/blueprint/arch/audio_decoder"
	"github.com/metagen-go/metagen/scripts/contract"
)

// oracle is a model as transformers builds it.
type oracle struct {
	contract.Oracle
	Config map[string]any
}

// state is the oracle's config in our terms.
func (o *oracle) state() blueprint.State {
	d := &blueprint.Draft{Trace: blueprint.Trace{}}
	put := func(key string, value any) { d.Put(key, value, "oracle") }
	for key, value := range map[string]string{"architecture": "audio_decoder", "family": "transformer", "task_type": "generation", "inputs": "text", "outputs": "audio", "precision": "float32", "condition": "states"} {
		put(key, value)
	}
	for key, name := range map[string]string{
		"hidden_size": "hidden_size", "layers": "num_hidden_layers", "heads": "num_attention_heads", "ffn_size": "ffn_dim", "vocab_size": "vocab_size",
		"max_seq_len": "max_position_embeddings", "codebooks": "num_codebooks", "audio_channels": "audio_channels", "dropout": "dropout",
	} {
		put(key, o.Config[name])
	}
	put("mlp", map[string]string{"gelu": "gelu", "gelu_new": "gelu_tanh", "relu": "relu"}[o.Config["activation_function"].(string)])
	put("sequence_length", int64(d.State.MaxSeqLen))
	audiodecoder.Architecture.Derive(d)
	return d.State
}

func TestOracles(t *testing.T) {
	contract.Oracles(t, 2, func(o *contract.Oracle) bool { return o.Source.Cls == "MusicgenForCausalLM" }, func(t *testing.T, o *oracle) {
		o.HoldTensors(t, o.Build(t, o.state()))
	})
}
