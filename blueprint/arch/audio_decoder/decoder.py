import torch
from torch import Tensor, nn

from arch.audio_decoder.block import Block
from config import Config
from layer.cross_attention.cache import KVCache, causal_mask
from layer.norm.layernorm import Norm
from layer.sinusoidal.sinusoidal import angles


class Decoder(nn.Module):
    """An embedding a codebook, summed, blocks, and a last norm: tokens (B, K, T) -> (B, T, C)."""

    def __init__(self, config: Config):
        super().__init__()
        self.config = config
        self.embed_tokens = nn.ModuleList(nn.Embedding(config.vocab_size + 1, config.hidden_size) for _ in range(config.codebooks))
        self.dropout = nn.Dropout(config.dropout)
        self.layers = nn.ModuleList(Block(config, i) for i in range(config.layers))
        self.layer_norm = Norm(config.hidden_size, config)

    def forward(self, tokens: Tensor, cache: KVCache | None) -> Tensor:
        seen, T = cache.seen if cache is not None else 0, tokens.size(2)
        if seen + T > self.config.max_seq_len:
            raise ValueError(f"{seen + T} positions do not fit max_seq_len {self.config.max_seq_len}")
        x = torch.stack([embed(tokens[:, k]) for k, embed in enumerate(self.embed_tokens)]).sum(0)  # (B, T, C)
        angle = angles(seen, T, self.config.hidden_size, tokens.device)
        x = self.dropout(x + torch.cat([angle.cos(), angle.sin()], dim=-1).to(x.dtype))
        mask = causal_mask(x, seen)
        for block in self.layers:
            x = block(x, mask, cache)
        if cache is not None:
            cache.seen += T
        return self.layer_norm(x)
