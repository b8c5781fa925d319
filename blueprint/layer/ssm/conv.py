import torch
from torch import Tensor, nn


class CausalConv(nn.Module):
    """Each channel becomes a weighted sum of its own last K inputs, and a bias."""

    def __init__(self, channels: int, kernel: int):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(channels, 1, kernel))
        self.bias = nn.Parameter(torch.empty(channels))

    def forward(self, x: Tensor) -> Tensor:
        """x (B, K - 1 + T, I), which starts with the K - 1 inputs before the T -> (B, T, I)."""
        taps = self.weight.squeeze(1).unbind(1)  # K of (I,)
        T = x.size(1) - len(taps) + 1
        y: Tensor = self.bias
        for k, tap in enumerate(taps):
            y = y + x[:, k : k + T] * tap
        return y
