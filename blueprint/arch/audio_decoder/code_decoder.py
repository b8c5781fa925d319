import torch
from torch import Tensor, nn

from arch.audio_decoder.cross_stack import Stack
from config import Config
from layer.cross_attention.cache import KVCache


class CodeDecoder(nn.Module):
    """The decoder and a layer a codebook, which scores each of its codes."""

    def __init__(self, config: Config):
        super().__init__()
        self.model = Stack(config)
        self.lm_heads = nn.ModuleList(nn.Linear(config.hidden_size, config.vocab_size, bias=False) for _ in range(config.codebooks))

    def forward(self, tokens: Tensor, source: Tensor, hidden: Tensor | None, cache: KVCache | None) -> Tensor:
        x = self.model(tokens, source, hidden, cache)
        return torch.stack([head(x) for head in self.lm_heads], dim=1)  # (B, K, T, vocab_size)
