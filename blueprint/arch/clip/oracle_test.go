package clip_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
)

// oracle is a model as another library builds it.
type oracle struct {
	ID     string
	Source struct{ Cls string }
	Config struct {
		Text          map[string]any `json:"text_config"`
		Vision        map[string]any `json:"vision_config"`
		ProjectionDim float64        `json:"projection_dim"`
	}
	TotalParams     int64 `json:"total_params"`
	TrainableParams int64 `json:"trainable_params"`
	TensorCount     int   `json:"tensor_count"`
	Tensors         map[string][]int64
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
		var kind struct{ Source struct{ Cls string } }
		if err := json.Unmarshal(data, &kind); err != nil {
			t.Fatal(err)
		}
		if kind.Source.Cls != "CLIPModel" {
			continue
		}
		var o oracle
		if err := json.Unmarshal(data, &o); err != nil {
			t.Fatal(err)
		}
		t.Run(o.ID, func(t *testing.T) { o.judge(t) })
		judged++
	}
	if judged < 2 {
		t.Errorf("only %d models of images and texts among %d oracles are judged", judged, len(files))
	}
}

func (o *oracle) judge(t *testing.T) {
	m, problems := arch.Build(o.state())
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if got := m.Account(); int64(got.TotalParams) != o.TotalParams || int64(got.TrainableParams) != o.TrainableParams {
		t.Errorf("total %d, trainable %d; the oracle has %d and %d", got.TotalParams, got.TrainableParams, o.TotalParams, o.TrainableParams)
	}
	got := map[string][]int64{}
	for x := range m.Tensors() {
		got[x.Name] = x.Shape
	}
	if len(got) != o.TensorCount || o.Tensors != nil && !maps.EqualFunc(got, o.Tensors, slices.Equal[[]int64]) {
		t.Errorf("%d tensors %v; the oracle has %d: %v", len(got), got, o.TensorCount, o.Tensors)
	}
}
