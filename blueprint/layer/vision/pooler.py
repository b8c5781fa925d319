import torch
from torch import Tensor, nn

from config import Config


class Pooler(nn.Module):
    """What the first token has become, through a layer and tanh: (B, T, C) -> (B, C)."""

    def __init__(self, config: Config):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)

    def forward(self, x: Tensor) -> Tensor:
        return torch.tanh(self.dense(x[:, 0]))
