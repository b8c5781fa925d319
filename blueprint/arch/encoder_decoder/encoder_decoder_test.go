package encoderdecoder_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch"
	encoderdecoder "github.com/metagen-go/metagen/blueprint/arch/encoder_decoder"
	"github.com/metagen-go/metagen/blueprint/size"
	"github.com/metagen-go/metagen/blueprint/spec"
	"github.com/metagen-go/metagen/scripts/contract"
)

// TestPublished holds the presets to the counts that were published of them.
func TestPublished(t *testing.T) {
	counts := map[string]blueprint.Params{
		"t5-small": 60_506_624, "t5-base": 222_903_552, "flan-t5-small": 76_961_152, "flan-t5-base": 247_577_856, "bart-base": 139_420_416, "bart-large": 406_291_456,
	}
	for _, p := range encoderdecoder.Architecture.Presets {
		if s := contract.Preset(t, p.Name); s.TotalParams != counts[p.Name] || s.TrainableParams != counts[p.Name] {
			t.Errorf("%s has %d parameters, of which %d train; %d were published", p.Name, s.TotalParams, s.TrainableParams, counts[p.Name])
		}
		delete(counts, p.Name)
	}
	if len(counts) > 0 {
		t.Errorf("there are no presets for %v", counts)
	}
}

// tiny is an encoder-decoder with what a test adds, derived.
func tiny(add map[string]any) *blueprint.Draft {
	d := &blueprint.Draft{Trace: blueprint.Trace{}}
	all := map[string]any{
		"architecture": "encoder_decoder", "precision": "bfloat16", "hidden_size": 16, "layers": 2, "heads": 4, "vocab_size": 10, "max_seq_len": 12, "sequence_length": 8, "ffn_size": 24,
	}
	maps.Copy(all, add)
	for _, key := range slices.Sorted(maps.Keys(all)) {
		d.Put(key, all[key], "test")
	}
	encoderdecoder.Architecture.Derive(d)
	return d
}

// TestCounts: parameters worked out by hand from the shapes.
func TestCounts(t *testing.T) {
	for name, c := range map[string]struct {
		options map[string]any
		want    blueprint.Params
	}{
		// The embedding 160. A layer of attention 4x256 + 16, a feed-forward part 2x384 + 16: the encoder 2 x 1,824, the decoder 2 x 2,864, either
		// with a norm of 16 and a table of 32x4.
		"T5":                        {nil, 9824},
		"T5 1.1":                    {map[string]any{"mlp": "geglu_tanh", "tie_embeddings": false}, 11520}, // and 4 x 384 and 160
		"one block in the decoder":  {map[string]any{"decoder_layers": 1}, 6960},                           // less 2,864
		"wide heads":                {map[string]any{"head_dim": 6}, 12896},                                // 6 x 4 x 16x8 more
		"few distances":             {map[string]any{"relative_buckets": 8}, 9632},                         // 2 x 24x4 fewer
		"norms that shift":          {map[string]any{"norm": "layernorm"}, 10016},                          // 12 norms of 16
		"layer norms without shift": {map[string]any{"norm": "layernorm", "norm_bias": false}, 9824},
		// The embedding 160; two tables of 12x16 and norms of 32. A layer of attention 4x272 + 32, a feed-forward part 408 + 400 + 32: the
		// encoder 2 x 1,960, the decoder 2 x 3,080. The final_logits_bias is no parameter.
		"BART":             {map[string]any{"position": "learned"}, 10688},
		"BART, two before": {map[string]any{"position": "learned", "position_offset": 2}, 10752}, // 2 x 2x16
		"BART, untied":     {map[string]any{"position": "learned", "tie_embeddings": false}, 10848},
	} {
		m, problems := arch.Build(tiny(c.options).State)
		if len(problems) > 0 {
			t.Errorf("%s: %v", name, problems)
			continue
		}
		if got := m.Account().TotalParams; got != c.want {
			t.Errorf("%s has %d parameters; want %d", name, got, c.want)
		}
	}
}

// TestKVCache: two pairs a block of the decoder, of 12 tokens of the target and of those of the source, 16 numbers of 2 bytes each.
func TestKVCache(t *testing.T) {
	for length, want := range map[int]blueprint.Bytes{8: 2 * 2 * 20 * 32, 3: 2 * 2 * 15 * 32} {
		for _, position := range []string{"relative", "learned"} {
			m, _ := arch.Build(tiny(map[string]any{"source_length": length, "position": position}).State)
			if got := m.Account().KVCacheBytes; got != want {
				t.Errorf("%s, with a source of %d: %d bytes; want %d", position, length, got, want)
			}
		}
	}
}

// TestSources: each choice takes the files that it is made of, and none of another choice.
func TestSources(t *testing.T) {
	for name, c := range map[string]struct {
		options map[string]any
		files   string
	}{
		"T5":     {nil, "rmsnorm cache buckets self_attention cross relu plain feed_forward relative_layers relative_stacks scaled_output_layer relative_draw go_on relative_model"},
		"T5 1.1": {map[string]any{"mlp": "geglu_tanh", "tie_embeddings": false}, "rmsnorm cache buckets self_attention cross gelu_tanh plain gated_feed_forward relative_layers relative_stacks output_layer relative_draw go_on relative_model"},
		"BART":   {map[string]any{"position": "learned"}, "layernorm cache bidirectional causal cross gelu plain learned_blocks learned_stacks embed tied_output_layer learned_draw go_on learned_model"},
		"scaled": {map[string]any{"position": "learned", "scale_embeddings": true, "tie_embeddings": false}, "layernorm cache bidirectional causal cross gelu plain learned_blocks learned_stacks scaled_embed output_layer learned_draw go_on learned_model"},
	} {
		m, problems := arch.Build(tiny(c.options).State)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		var files []string
		for _, s := range m.Sources {
			file := strings.TrimSuffix(s.Path[strings.LastIndex(s.Path, "/")+1:], ".py")
			if !slices.Contains(files, file) {
				files = append(files, file)
			}
		}
		if got := strings.Join(files, " "); got != c.files {
			t.Errorf("%s: %s\nwant %s", name, got, c.files)
		}
	}
}

// TestErrors: what cannot work is told at its line.
func TestErrors(t *testing.T) {
	const spec5 = "metagen_version: \"1.0\"\nname: x\narchitecture:\n  name: encoder_decoder\n"
	for rest, want := range map[string]string{
		"  dims: {hidden_size: 100, layers: 2, heads: 8}":                                         "x.yaml:5:46: error: heads 8 does not divide hidden_size 100: state a head_dim, or heads that divide it",
		"  dims: {source_length: 4096}":                                                           "x.yaml:5:25: error: source_length is 4096, and must be at most max_seq_len, which is 2048",
		"  dims: {relative_buckets: 7}":                                                           "x.yaml:5:28: error: relative_buckets is 7, and must be even and 4 or more",
		"  dims: {relative_distance: 16}":                                                         "x.yaml:5:29: error: relative_distance is 16, and must be above half of relative_buckets, which is 16",
		"  options: {position: rope}":                                                             "x.yaml:5:23: error: position is rope, and an encoder-decoder has relative (T5) or learned (BART)",
		"  options: {position: learned, mlp: swiglu}":                                             "x.yaml:5:37: error: mlp is swiglu, and with position learned must be gelu, gelu_tanh or relu",
		"  options: {position: learned}\n  dims: {relative_buckets: 8}":                           "x.yaml:6:28: error: relative_buckets does nothing without position relative; take it out",
		"  options: {scale_embeddings: true}":                                                     "x.yaml:5:31: error: scale_embeddings does nothing without position learned; take it out",
		"  options: {position: learned}\n  dims: {hidden_size: 64, heads: 4, head_dim: 8}":        "x.yaml:6:47: error: head_dim does nothing without position relative; take it out",
		"  dims: {kv_heads: 2}":                                                                   "x.yaml:5:10: error: architecture encoder_decoder has no dim \"kv_heads\"",
		"modality: {inputs: [image], outputs: [text]}":                                            "error: architecture encoder_decoder does not serve family transformer for generation from image to text",
		"  dims: {hidden_size: 64, layers: 2, heads: 4, decoder_layers: 0}":                       "x.yaml:5:64: error: decoder_layers is 0, and must be 1 or more",
		"  dims: {hidden_size: 64, layers: 2, heads: 4, vocab_size: 300}\n  options: {mlp: silu}": "error: mlp is \"silu\", and must be one of",
	} {
		sp, diags := spec.Parse("x.yaml", []byte(spec5+rest+"\n"))
		if diags.Err() == nil {
			_, _, diags = size.State(sp)
		}
		var told []string
		for _, d := range diags {
			told = append(told, d.String())
		}
		if text := strings.Join(told, "\n"); !strings.Contains(text, want) {
			t.Errorf("%s:\n%s\nwant %s", rest, text, want)
		}
	}
}

// TestChosen: by name, by preset and by objective; a spec that asks for none of these is the decoder's, as before.
func TestChosen(t *testing.T) {
	const text = "metagen_version: \"1.0\"\nname: x\nmodality: {inputs: [text], outputs: [text]}\ntask: {type: generation, domain: %s}\ntraining: {objective: [%s]}\narchitecture: {family: transformer%s}\n"
	for _, c := range []struct{ domain, objective, more, want string }{
		{"translation", "autoregressive", "", "decoder"},
		{"summarization", "sequence_to_sequence", "", "encoder_decoder"},
		{"summarization", "seq2seq", "", "encoder_decoder"},
		{"chat", "autoregressive", ", name: encoder_decoder", "encoder_decoder"},
		{"chat", "autoregressive", ", like: t5-small", "encoder_decoder"},
		{"chat", "seq2seq", ", name: decoder", "decoder"},
	} {
		if s := contract.Spec(t, "x", fmt.Sprintf(text, c.domain, c.objective, c.more)); string(s.Architecture) != c.want {
			t.Errorf("%+v is %s", c, s.Architecture)
		}
	}
}
