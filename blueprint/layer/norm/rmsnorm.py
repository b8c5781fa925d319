import torch
import torch.nn.functional as F
from torch import Tensor, nn

from config import Config


class Norm(nn.Module):
    """RMSNorm: divides by the root of the mean square, then scales each channel."""

    def __init__(self, size: int, config: Config):
        super().__init__()
        self.eps = config.norm_eps
        self.weight = nn.Parameter(torch.ones(size))

    def forward(self, x: Tensor) -> Tensor:
        return F.rms_norm(x, self.weight.shape, self.weight, self.eps)
