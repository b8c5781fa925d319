import torch.nn.functional as F
from torch import Tensor, nn

from config import Config


class Unit(nn.Module):
    """An embedding: the pooled vector at length 1."""

    def __init__(self, config: Config):
        super().__init__()

    def forward(self, pooled: Tensor) -> Tensor:
        return F.normalize(pooled, dim=-1)  # (B, C)
