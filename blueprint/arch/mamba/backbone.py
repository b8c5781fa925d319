from torch import Tensor, nn

from arch.mamba.block import Block
from config import Config
from layer.cache.state import KVCache
from layer.norm.rmsnorm import Norm


class Backbone(nn.Module):
    """Embedding, blocks, and a last norm: tokens (B, T) -> (B, T, C). The order of tokens is in the scan itself; there are no positions."""

    def __init__(self, config: Config):
        super().__init__()
        self.max_seq_len = config.max_seq_len
        self.embeddings = nn.Embedding(config.vocab_size, config.hidden_size)
        self.layers = nn.ModuleList(Block(config, i) for i in range(config.layers))
        self.norm_f = Norm(config.hidden_size, config)

    def forward(self, tokens: Tensor, cache: KVCache | None) -> Tensor:
        seen = (cache.seen if cache is not None else 0) + tokens.size(1)
        if seen > self.max_seq_len:
            raise ValueError(f"{seen} tokens do not fit max_seq_len {self.max_seq_len}")
        x = self.embeddings(tokens).float()  # (B, T, C)
        for block in self.layers:
            x = block(x, cache)
        if cache is not None:
            cache.seen = seen
        return self.norm_f(x.to(self.norm_f.weight.dtype))
