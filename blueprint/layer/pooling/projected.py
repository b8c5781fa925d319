import torch.nn.functional as F
from torch import Tensor, nn

from config import Config


class Unit(nn.Module):
    """An embedding: the pooled vector, projected to embedding_dim, at length 1."""

    def __init__(self, config: Config):
        super().__init__()
        self.projection = nn.Linear(config.hidden_size, config.embedding_dim, bias=False)

    def forward(self, pooled: Tensor) -> Tensor:
        return F.normalize(self.projection(pooled), dim=-1)  # (B, embedding_dim)
