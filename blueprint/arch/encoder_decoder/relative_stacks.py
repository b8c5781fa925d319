import torch
from torch import Tensor, nn

from arch.encoder_decoder.relative_layers import CrossLayer, FeedForwardLayer, SelfLayer
from config import Config
from layer.cross_attention.cache import KVCache
from layer.norm.rmsnorm import Norm
from layer.relative_attention.self_attention import Step


class EncoderBlock(nn.Module):
    """Self-attention and a feed-forward part."""

    def __init__(self, config: Config, layer: int):
        super().__init__()
        self.layer = nn.ModuleList([SelfLayer(config, layer, both_ways=True), FeedForwardLayer(config)])

    def forward(self, x: Tensor, step: Step) -> Tensor:
        attend, feed = self.layer
        return feed(attend(x, step))


class DecoderBlock(nn.Module):
    """Self-attention, attention to the source, and a feed-forward part."""

    def __init__(self, config: Config, layer: int):
        super().__init__()
        self.layer = nn.ModuleList([SelfLayer(config, layer, both_ways=False), CrossLayer(config, layer), FeedForwardLayer(config)])

    def forward(self, x: Tensor, source: Tensor, mask: Tensor | None, step: Step) -> Tensor:
        attend, look, feed = self.layer
        return feed(look(attend(x, step), source, mask, step))


class Encoder(nn.Module):
    """Blocks and a last norm: embedded tokens (B, S, C) -> (B, S, C)."""

    def __init__(self, config: Config, shared: nn.Embedding):
        super().__init__()
        self.embed_tokens = shared  # by a second name, so that public weights fit
        self.dropout = nn.Dropout(config.dropout)
        self.block = nn.ModuleList(EncoderBlock(config, i) for i in range(config.layers))
        self.final_layer_norm = Norm(config.hidden_size, config)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """The mask (B, 1, 1, S) is true where there is a token."""
        x = self.dropout(x)
        step = Step(None if mask is None else torch.zeros_like(mask, dtype=x.dtype).masked_fill(~mask, float("-inf")))
        for block in self.block:
            x = block(x, step)
        return self.dropout(self.final_layer_norm(x))


class Decoder(nn.Module):
    """Blocks that read the source, and a last norm: embedded tokens (B, T, C) and source (B, S, C) -> (B, T, C)."""

    def __init__(self, config: Config, shared: nn.Embedding):
        super().__init__()
        self.embed_tokens = shared  # by a third name
        self.dropout = nn.Dropout(config.dropout)
        self.block = nn.ModuleList(DecoderBlock(config, i) for i in range(config.decoder_layers))
        self.final_layer_norm = Norm(config.hidden_size, config)

    def forward(self, x: Tensor, source: Tensor, mask: Tensor | None, cache: KVCache | None) -> Tensor:
        """The mask (B, 1, 1, S) is true where there is a token of the source."""
        x, T, seen = self.dropout(x), x.size(1), cache.seen if cache is not None else 0
        step = Step(torch.full((T, seen + T), float("-inf"), dtype=x.dtype, device=x.device).triu(seen + 1), cache)
        for block in self.block:
            x = block(x, source, mask, step)
        if cache is not None:
            cache.seen += T
        return self.dropout(self.final_layer_norm(x))
