import torch
from torch import Tensor, nn

from config import Config


class Pooler(nn.Module):
    """One vector for a text: its first token's, through a layer of its own."""

    def __init__(self, config: Config):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        return torch.tanh(self.dense(x[:, 0]))  # (B, C)
