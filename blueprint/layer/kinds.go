// Package layer lists the rooms of this folder: one directory a kind of layer.
package layer

import (
	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/layer/activation"
	"github.com/metagen-go/metagen/blueprint/layer/attention"
	"github.com/metagen-go/metagen/blueprint/layer/bidirectional"
	"github.com/metagen-go/metagen/blueprint/layer/cache"
	"github.com/metagen-go/metagen/blueprint/layer/contrastive"
	crossattention "github.com/metagen-go/metagen/blueprint/layer/cross_attention"
	"github.com/metagen-go/metagen/blueprint/layer/mel"
	"github.com/metagen-go/metagen/blueprint/layer/mlp"
	"github.com/metagen-go/metagen/blueprint/layer/moe"
	"github.com/metagen-go/metagen/blueprint/layer/norm"
	"github.com/metagen-go/metagen/blueprint/layer/pairing"
	"github.com/metagen-go/metagen/blueprint/layer/patch"
	"github.com/metagen-go/metagen/blueprint/layer/pooling"
	"github.com/metagen-go/metagen/blueprint/layer/position"
	relativeattention "github.com/metagen-go/metagen/blueprint/layer/relative_attention"
	"github.com/metagen-go/metagen/blueprint/layer/sinusoidal"
	"github.com/metagen-go/metagen/blueprint/layer/ssm"
	"github.com/metagen-go/metagen/blueprint/layer/tokens"
	"github.com/metagen-go/metagen/blueprint/layer/tower"
	"github.com/metagen-go/metagen/blueprint/layer/vision"
	"github.com/metagen-go/metagen/blueprint/layer/weights"
)

// Room is one directory: the kinds of layer that it holds, and the Python of what is no layer of its own.
type Room struct {
	Name    string
	Kinds   []*blueprint.Kind
	Sources []blueprint.Source
}

// Rooms lists every room.
var Rooms = []Room{
	{Name: "activation", Sources: []blueprint.Source{activation.Source("silu"), activation.Source("gelu"), activation.Source("gelu_tanh"), activation.Source("relu")}},
	{Name: "attention", Kinds: []*blueprint.Kind{&attention.Rotary, &attention.RotaryNorm, &attention.Absolute, &attention.AbsoluteNorm}},
	{Name: "bidirectional", Kinds: []*blueprint.Kind{&bidirectional.BERT, &bidirectional.DistilBERT, &bidirectional.ModernBERT}, Sources: []blueprint.Source{bidirectional.Mask}},
	{Name: "cache", Sources: []blueprint.Source{cache.Source(false), cache.Source(true), cache.State(), cache.Hybrid()}},
	{Name: "contrastive", Kinds: []*blueprint.Kind{&contrastive.Kind}},
	{Name: "cross_attention", Kinds: []*blueprint.Kind{&crossattention.Bidirectional, &crossattention.Causal, &crossattention.Cross}},
	{Name: "mel", Kinds: []*blueprint.Kind{&mel.Kind}, Sources: []blueprint.Source{mel.Recording()}},
	{Name: "mlp", Kinds: []*blueprint.Kind{&mlp.Gated, &mlp.Plain}},
	{Name: "moe", Kinds: []*blueprint.Kind{&moe.Routed, &moe.WithShared, &moe.Raw}},
	{Name: "norm", Kinds: []*blueprint.Kind{&norm.RMS, &norm.RMSOffset, &norm.Layer}},
	{Name: "pairing", Kinds: []*blueprint.Kind{&pairing.Softmax, &pairing.Sigmoid}},
	{Name: "patch", Kinds: []*blueprint.Kind{&patch.Kind}},
	{Name: "pooling", Kinds: []*blueprint.Kind{&pooling.Pooler, &pooling.CLS, &pooling.Mean, &pooling.Unit, &pooling.Projected}},
	{Name: "position", Kinds: []*blueprint.Kind{&position.Rotary, &position.PartialRotary, &position.ALiBi, &position.Learned, &position.Absolute}},
	{Name: "relative_attention", Kinds: []*blueprint.Kind{&relativeattention.Self, &relativeattention.Cross}},
	{Name: "sinusoidal", Kinds: []*blueprint.Kind{&sinusoidal.Kind}},
	{Name: "ssm", Kinds: []*blueprint.Kind{&ssm.Plain, &ssm.Normed}, Sources: append(ssm.Sources(true, false), ssm.Sources(false, true)...)},
	{Name: "tokens", Sources: []blueprint.Source{tokens.Segments(0), tokens.Segments(1), tokens.Segments(2), tokens.Specials(false), tokens.Specials(true), tokens.Lines, tokens.Masking}},
	{Name: "tower", Kinds: []*blueprint.Kind{&tower.Attention, &tower.QuickGELU, &tower.GELU, &tower.GELUTanh, &tower.Images}},
	{Name: "vision", Kinds: []*blueprint.Kind{&vision.Attention, &vision.MLP, &vision.Pooler}},
	{Name: "weights", Sources: weights.Sources()},
}
