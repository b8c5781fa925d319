import torch
from torch import Tensor, nn

from config import Config
from layer.norm.layernorm import Norm


class Embeddings(nn.Module):
    """Tokens and the places where they stand, as one vector each."""

    def __init__(self, config: Config):
        super().__init__()
        self.word_embeddings = nn.Embedding(config.vocab_size, config.hidden_size, padding_idx=config.pad_token)
        self.position_embeddings = nn.Embedding(config.max_seq_len, config.hidden_size)
        self.LayerNorm = Norm(config.hidden_size, config)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, tokens: Tensor) -> Tensor:
        """tokens (B, T) -> (B, T, C)."""
        x = self.word_embeddings(tokens) + self.position_embeddings(torch.arange(tokens.size(1), device=tokens.device))
        return self.dropout(self.LayerNorm(x))
