package decoder_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	"github.com/metagen-go/metagen/blueprint/arch/decoder"
)

// tiny is a decoder of one layer with what a test adds, derived.
func tiny(add map[string]any) *blueprint.Draft {
	d := &blueprint.Draft{Trace: blueprint.Trace{}}
	all := map[string]any{
		"architecture": "decoder", "precision": "bfloat16", "hidden_size": 16, "layers": 1, "heads": 4, "vocab_size": 10, "max_seq_len": 12, "sequence_length": 8, "ffn_size": 24,
	}
	maps.Copy(all, add)
	for _, key := range slices.Sorted(maps.Keys(all)) {
		d.Put(key, all[key], "test")
	}
	decoder.Architecture.Derive(d)
	return d
}

func build(t *testing.T, add map[string]any) *blueprint.Model {
	t.Helper()
	m, problems := arch.Build(tiny(add).State)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return m
}

// llama are the tensors of a plain decoder, in order.
var llama = []string{
	"model.embed_tokens.weight[10 16]",
	"model.layers.0.input_layernorm.weight[16]",
	"model.layers.0.self_attn.q_proj.weight[16 16]", "model.layers.0.self_attn.k_proj.weight[16 16]", "model.layers.0.self_attn.v_proj.weight[16 16]", "model.layers.0.self_attn.o_proj.weight[16 16]",
	"model.layers.0.post_attention_layernorm.weight[16]",
	"model.layers.0.mlp.gate_proj.weight[24 16]", "model.layers.0.mlp.up_proj.weight[24 16]", "model.layers.0.mlp.down_proj.weight[16 24]",
	"model.norm.weight[16]",
	"lm_head.weight[10 16]",
}

// TestTensors holds the names and shapes of each choice against those of transformers' families, by what it adds and takes away.
func TestTensors(t *testing.T) {
	for name, c := range map[string]struct {
		options    map[string]any
		gone, more []string
		total      blueprint.Params // worked out by hand from the shapes
	}{
		"plain": {total: 2544}, // 160 + 16 + 4x256 + 16 + 3x384 + 16 + 160
		"grouped keys": {
			map[string]any{"kv_heads": 2}, []string{"k_proj.weight[16 16]", "v_proj.weight[16 16]"}, []string{"k_proj.weight[8 16]", "v_proj.weight[8 16]"}, 2288,
		},
		"wide heads": {
			map[string]any{"head_dim": 6}, []string{"q_proj", "k_proj", "v_proj", "o_proj"},
			[]string{"q_proj.weight[24 16]", "k_proj.weight[24 16]", "v_proj.weight[24 16]", "o_proj.weight[16 24]"}, 3056,
		},
		"biases": {
			map[string]any{"attention_bias": true, "attention_output_bias": true, "mlp_bias": true, "lm_head_bias": true}, nil,
			[]string{"q_proj.bias[16]", "k_proj.bias[16]", "v_proj.bias[16]", "o_proj.bias[16]", "gate_proj.bias[24]", "up_proj.bias[24]", "mlp.down_proj.bias[16]", "lm_head.bias[10]"}, 2682,
		},
		"normed heads": {map[string]any{"qk_norm": true}, nil, []string{"q_norm.weight[4]", "k_norm.weight[4]"}, 2552},
		"layer norms": {
			map[string]any{"norm": "layernorm"}, nil, []string{"input_layernorm.bias[16]", "post_attention_layernorm.bias[16]", "model.norm.bias[16]"}, 2592,
		},
		"layer norms that only scale": {map[string]any{"norm": "layernorm", "norm_bias": false}, nil, nil, 2544},
		"plain MLP":                   {map[string]any{"mlp": "gelu"}, []string{"gate_proj"}, nil, 2160},
		"position table":              {map[string]any{"position": "learned", "position_offset": 2}, nil, []string{"model.embed_positions.weight[14 16]"}, 2768},
		"one norm for both branches":  {map[string]any{"parallel_residual": true, "shared_norm": true}, []string{"post_attention_layernorm"}, nil, 2528},
		"parallel branches":           {map[string]any{"parallel_residual": true}, nil, nil, 2544},
		"normed embeddings":           {map[string]any{"embedding_norm": true}, nil, []string{"model.embed_layernorm.weight[16]"}, 2560},
		"one table":                   {map[string]any{"tie_embeddings": true}, nil, nil, 2384},
		"experts": {
			map[string]any{"experts": 3, "expert_ffn_size": 8, "shared_experts": 2}, []string{"mlp."},
			[]string{
				"mlp.gate.weight[3 16]", "mlp.experts.gate_up_proj[3 16 16]", "mlp.experts.down_proj[3 16 8]",
				"mlp.shared_experts.gate_proj.weight[16 16]", "mlp.shared_experts.up_proj.weight[16 16]", "mlp.shared_experts.down_proj.weight[16 16]",
			}, 3360, // 2,544 - 1,152 + 48 + 768 + 384 + 768
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := build(t, c.options)
			var got []string
			for x := range m.Tensors() {
				got = append(got, fmt.Sprint(x.Name, x.Shape))
			}
			for _, want := range llama {
				gone := slices.ContainsFunc(c.gone, func(part string) bool { return strings.Contains(want, part) })
				if slices.Contains(got, want) == gone {
					t.Errorf("%s is there: %v", want, !gone)
				}
			}
			for _, want := range c.more {
				if !slices.ContainsFunc(got, func(name string) bool { return strings.HasSuffix(name, want) }) {
					t.Errorf("%s is not there", want)
				}
			}
			kept := slices.DeleteFunc(slices.Clone(llama), func(n string) bool {
				return slices.ContainsFunc(c.gone, func(part string) bool { return strings.Contains(n, part) })
			})
			if len(got) != len(kept)+len(c.more) || m.Account().TotalParams != c.total {
				t.Errorf("%d parameters in %v; want %d", m.Account().TotalParams, got, c.total)
			}
		})
	}
	var order []string
	for x := range build(t, nil).Tensors() {
		order = append(order, fmt.Sprint(x.Name, x.Shape))
	}
	if !slices.Equal(order, llama) {
		t.Errorf("the order is %v", order)
	}
}

// TestDerive holds what is settled where nothing is stated.
func TestDerive(t *testing.T) {
	bare := func(add map[string]any) blueprint.State {
		d := tiny(add)
		delete(d.Trace, "ffn_size")
		d.State.FFNSize = 0
		decoder.Architecture.Derive(d)
		return d.State
	}
	for what, c := range map[string]struct {
		got, want any
	}{
		"8/3 of the width, in steps of 256": {bare(nil).FFNSize, blueprint.Dim(256)},
		"of 4096":                           {bare(map[string]any{"hidden_size": 4096}).FFNSize, blueprint.Dim(11008)},
		"of 5120":                           {bare(map[string]any{"hidden_size": 5120}).FFNSize, blueprint.Dim(13824)}, // Llama 2's 7B and 13B
		"four times the width":              {bare(map[string]any{"mlp": "gelu"}).FFNSize, blueprint.Dim(64)},
		"heads that are equal":              {bare(nil).KVHeads, blueprint.Count(4)},
		"the width of one":                  {bare(nil).HeadDim, blueprint.Dim(4)},
		"positions":                         {bare(nil).Position, blueprint.Option("rope")},
		"their base":                        {bare(nil).RopeTheta, blueprint.Real(10000)},
		"no base":                           {bare(map[string]any{"position": "learned"}).RopeTheta, blueprint.Real(0)},
		"a shift":                           {bare(map[string]any{"norm": "layernorm"}).NormBias, blueprint.Flag(true)},
		"two experts a token":               {bare(map[string]any{"experts": 8}).ExpertsPerToken, blueprint.Count(2)},
		"the only expert":                   {bare(map[string]any{"experts": 1}).ExpertsPerToken, blueprint.Count(1)},
		"an expert like the MLP":            {tiny(map[string]any{"experts": 8}).State.ExpertFFNSize, blueprint.Dim(24)},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v; want %v", what, c.got, c.want)
		}
	}
	// What does not apply has no origin.
	for key, add := range map[string]map[string]any{
		"rope_theta": {"position": "none"}, "partial_rotary": {"position": "alibi"}, "position_offset": nil, "norm_bias": nil, "experts_per_token": nil, "router_aux_loss_coef": nil, "expert_ffn_size": nil,
	} {
		if d := tiny(add); d.Has(key) {
			t.Errorf("%s has an origin: %s", key, d.Trace[key])
		}
	}
}

// TestKVCache: a window bounds the cache, whatever the length of the context.
func TestKVCache(t *testing.T) {
	for window, want := range map[int]blueprint.Bytes{0: 768, 5: 320, 50: 768} { // 2 x 16 numbers of 2 bytes, for 12 tokens, or 5
		if got := build(t, map[string]any{"sliding_window": window}).Account().KVCacheBytes; got != want {
			t.Errorf("with a window of %d: %d bytes; want %d", window, got, want)
		}
	}
}

// TestSources: each choice takes the files that it is made of, after those they use, and none of another choice.
func TestSources(t *testing.T) {
	for name, c := range map[string]struct {
		options map[string]any
		files   string
	}{
		"plain":     {nil, "rmsnorm full rotary attention silu gated plain block decoder output_layer draw model"},
		"GPT-2":     {map[string]any{"norm": "layernorm", "mlp": "gelu_tanh", "position": "learned", "tie_embeddings": true}, "layernorm full absolute absolute gelu_tanh plain plain block positioned_decoder tied_output_layer draw model"},
		"NeoX":      {map[string]any{"norm": "layernorm", "mlp": "gelu", "partial_rotary": 0.5, "parallel_residual": true}, "layernorm full partial_rotary attention gelu plain plain parallel_block decoder output_layer draw model"},
		"Phi":       {map[string]any{"norm": "layernorm", "parallel_residual": true, "shared_norm": true, "mlp": "relu"}, "layernorm full rotary attention relu plain plain shared_norm_block decoder output_layer draw model"},
		"BLOOM":     {map[string]any{"position": "alibi", "embedding_norm": true}, "rmsnorm full alibi absolute silu gated plain block normed_decoder output_layer draw model"},
		"Gemma":     {map[string]any{"norm": "rmsnorm_offset", "mlp": "geglu_tanh", "scale_embeddings": true}, "rmsnorm_offset full rotary attention gelu_tanh gated plain block scaled_decoder output_layer draw model"},
		"Qwen3 MoE": {map[string]any{"qk_norm": true, "experts": 4, "expert_ffn_size": 8}, "rmsnorm full rotary qk_norm silu moe plain block decoder output_layer draw moe_model"},
		"window":    {map[string]any{"sliding_window": 3, "position": "none", "qk_norm": true, "experts": 4, "shared_experts": 1, "expert_ffn_size": 8}, "rmsnorm window absolute absolute_qk_norm silu shared plain block decoder output_layer draw moe_model"},
	} {
		var files []string
		for _, s := range build(t, c.options).Sources {
			files = append(files, strings.TrimSuffix(s.Path[strings.LastIndex(s.Path, "/")+1:], ".py"))
			if s.Text == "" {
				t.Errorf("%s: %s is empty", name, s.Path)
			}
		}
		if got := strings.Join(files, " "); got != c.files {
			t.Errorf("%s: %s\nwant %s", name, got, c.files)
		}
	}
}
