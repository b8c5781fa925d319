import torch
from torch import Tensor, nn


class CausalConv(nn.Module):
    """Each channel becomes a weighted sum of its own last K inputs."""

    def __init__(self, channels: int, kernel: int):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(channels, 1, kernel))

    def forward(self, x: Tensor) -> Tensor:
        """x (B, K - 1 + T, I), which starts with the K - 1 inputs before the T -> (B, T, I)."""
        first, *taps = self.weight.squeeze(1).unbind(1)  # K of (I,)
        T = x.size(1) - len(taps)
        y = x[:, :T] * first
        for k, tap in enumerate(taps, start=1):
            y = y + x[:, k : k + T] * tap
        return y
