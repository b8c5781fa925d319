import torch
from torch import Tensor, nn

from config import Config
from layer.norm.layernorm import Norm


class Embeddings(nn.Module):
    """Tokens, the places where they stand and the segments that they are of, as one vector each."""

    def __init__(self, config: Config):
        super().__init__()
        self.first = config.position_offset  # the row of the first position; padding has the one before it
        self.word_embeddings = nn.Embedding(config.vocab_size, config.hidden_size, padding_idx=config.pad_token)
        self.position_embeddings = nn.Embedding(config.max_seq_len + config.position_offset, config.hidden_size)
        self.token_type_embeddings = nn.Embedding(config.token_types, config.hidden_size)
        self.LayerNorm = Norm(config.hidden_size, config)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, tokens: Tensor, mask: Tensor | None, types: Tensor | None) -> Tensor:
        """tokens (B, T), and types (B, T), from 0; None is all 0 -> (B, T, C)."""
        if mask is None:
            positions = torch.arange(self.first, self.first + tokens.size(1), device=tokens.device)
        else:
            positions = mask.cumsum(dim=1) * mask + self.first - 1
        x = self.word_embeddings(tokens) + self.position_embeddings(positions)
        return self.dropout(self.LayerNorm(x + self.token_type_embeddings(torch.zeros_like(tokens) if types is None else types)))
