import torch
from torch import Tensor, nn

from arch.decoder.block import Block
from config import Config
from layer.cache.full import KVCache
from layer.norm.rmsnorm import Norm
from layer.position.absolute import prepare


class Decoder(nn.Module):
    """Embeddings of tokens and of positions, blocks, and a last norm: tokens (B, T) -> (B, T, C)."""

    def __init__(self, config: Config):
        super().__init__()
        self.config = config
        self.embed_tokens = nn.Embedding(config.vocab_size, config.hidden_size)
        self.embed_positions = nn.Embedding(config.max_seq_len + config.position_offset, config.hidden_size)
        self.layers = nn.ModuleList(Block(config, i) for i in range(config.layers))
        self.norm = Norm(config.hidden_size, config)

    def forward(self, tokens: Tensor, cache: KVCache | None) -> Tensor:
        first = self.config.position_offset + (cache.seen if cache is not None else 0)
        positions = torch.arange(first, first + tokens.size(1), device=tokens.device)
        x = self.embed_tokens(tokens) + self.embed_positions(positions)  # (B, T, C)
        step = prepare(self.config, x, cache)
        for block in self.layers:
            x = block(x, step)
        if cache is not None:
            cache.seen += tokens.size(1)
        return self.norm(x)
