from torch import Tensor, nn

from config import Config
from layer.norm.layernorm import Norm


class Embeddings(nn.Module):
    """Tokens as one vector each, normed."""

    def __init__(self, config: Config):
        super().__init__()
        self.tok_embeddings = nn.Embedding(config.vocab_size, config.hidden_size, padding_idx=config.pad_token)
        self.norm = Norm(config.hidden_size, config)
        self.drop = nn.Dropout(config.dropout)

    def forward(self, tokens: Tensor) -> Tensor:
        """tokens (B, T) -> (B, T, C)."""
        return self.drop(self.norm(self.tok_embeddings(tokens)))
