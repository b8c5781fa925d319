from torch import Tensor, nn

from arch.encoder.modernbert_block import Block, through
from arch.encoder.modernbert_embeddings import Embeddings
from config import Config
from layer.norm.layernorm import Norm


class ModernBert(nn.Module):
    """A text's tokens, each seeing all others or those near it."""

    def __init__(self, config: Config):
        super().__init__()
        self.config = config
        self.embeddings = Embeddings(config)
        self.layers = nn.ModuleList(Block(config, i) for i in range(config.layers))
        self.final_norm = Norm(config.hidden_size, config)

    def forward(self, tokens: Tensor, mask: Tensor | None) -> Tensor:
        """tokens (B, T) -> (B, T, C)."""
        return self.final_norm(through(self.layers, self.config, self.embeddings(tokens), mask))
