package clip_test

import (
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/scripts/contract"
)

// oracle is a model as another library builds it.
type oracle struct {
	contract.Oracle
	Config struct {
		Text          map[string]any `json:"text_config"`
		Vision        map[string]any `json:"vision_config"`
		ProjectionDim float64        `json:"projection_dim"`
	}
	TensorCount int `json:"tensor_count"`
}

// state is the oracle's config in our terms.
func (o *oracle) state() blueprint.State {
	text, vision := o.Config.Text, o.Config.Vision
	return small(map[string]any{
		"hidden_size": vision["hidden_size"], "layers": vision["num_hidden_layers"], "heads": vision["num_attention_heads"], "vision_ffn_size": vision["intermediate_size"],
		"image_size": vision["image_size"], "patch_size": vision["patch_size"], "num_channels": vision["num_channels"],
		"text_hidden_size": text["hidden_size"], "text_layers": text["num_hidden_layers"], "text_heads": text["num_attention_heads"], "text_ffn_size": text["intermediate_size"],
		"vocab_size": text["vocab_size"], "max_seq_len": text["max_position_embeddings"], "projection_dim": o.Config.ProjectionDim,
		"mlp": map[any]string{"quick_gelu": "quick_gelu", "gelu": "gelu", "gelu_pytorch_tanh": "gelu_tanh"}[text["hidden_act"]], "norm_eps": text["layer_norm_eps"],
	})
}

func TestOracles(t *testing.T) {
	contract.Oracles(t, 2, func(o *contract.Oracle) bool { return o.Source.Cls == "CLIPModel" }, func(t *testing.T, o *oracle) {
		m := o.Build(t, o.state())
		if got := m.Root.Entries(); got != int64(o.TensorCount) {
			t.Errorf("%d tensors; the oracle has %d", got, o.TensorCount)
		}
		o.HoldTensors(t, m)
	})
}
