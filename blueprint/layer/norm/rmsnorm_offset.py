import torch
import torch.nn.functional as F
from torch import Tensor, nn

from config import Config


class Norm(nn.Module):
    """RMSNorm whose weight is kept as its distance from 1, as in Gemma, so that weight decay pulls it to 1."""

    def __init__(self, size: int, config: Config):
        super().__init__()
        self.eps = config.norm_eps
        self.weight = nn.Parameter(torch.zeros(size))

    def forward(self, x: Tensor) -> Tensor:
        return F.rms_norm(x, self.weight.shape, 1 + self.weight, self.eps)
