import torch
from torch import Tensor, nn

from arch.encoder_decoder.learned_blocks import DecoderBlock, EncoderBlock
from config import Config
from layer.cross_attention.cache import KVCache, causal_mask
from layer.norm.layernorm import Norm


class Encoder(nn.Module):
    """Adds positions, norms, and passes through blocks: embedded tokens (B, S, C) -> (B, S, C)."""

    def __init__(self, config: Config, shared: nn.Embedding):
        super().__init__()
        self.config = config
        self.embed_tokens = shared  # by a second name, so that public weights fit
        self.embed_positions = nn.Embedding(config.max_seq_len + config.position_offset, config.hidden_size)
        self.layernorm_embedding = Norm(config.hidden_size, config)
        self.dropout = nn.Dropout(config.dropout)
        self.layers = nn.ModuleList(EncoderBlock(config) for _ in range(config.layers))

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """The mask (B, 1, 1, S) is true where there is a token."""
        positions = torch.arange(x.size(1), device=x.device) + self.config.position_offset
        x = self.dropout(self.layernorm_embedding(x + self.embed_positions(positions)))
        for block in self.layers:
            x = block(x, mask)
        return x


class Decoder(nn.Module):
    """Adds positions, norms, and passes through blocks that read the source: embedded tokens (B, T, C) and source (B, S, C) -> (B, T, C)."""

    def __init__(self, config: Config, shared: nn.Embedding):
        super().__init__()
        self.config = config
        self.embed_tokens = shared  # by a third name
        self.embed_positions = nn.Embedding(config.max_seq_len + config.position_offset, config.hidden_size)
        self.layernorm_embedding = Norm(config.hidden_size, config)
        self.dropout = nn.Dropout(config.dropout)
        self.layers = nn.ModuleList(DecoderBlock(config, i) for i in range(config.decoder_layers))

    def forward(self, x: Tensor, source: Tensor, mask: Tensor | None, cache: KVCache | None) -> Tensor:
        """The mask (B, 1, 1, S) is true where there is a token of the source."""
        seen, T = cache.seen if cache is not None else 0, x.size(1)
        positions = torch.arange(seen, seen + T, device=x.device) + self.config.position_offset
        x = self.dropout(self.layernorm_embedding(x + self.embed_positions(positions)))
        order = causal_mask(x, seen)
        for block in self.layers:
            x = block(x, order, source, mask, cache)
        if cache is not None:
            cache.seen += T
        return x
