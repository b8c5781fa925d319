import math

import torch
from torch import Tensor


def angles(first: int, count: int, width: int, device: torch.device) -> Tensor:
    """What the waves of sinusoidal positions are at, in float32: (count, width / 2), at wavelengths from 2 pi to 10000 x 2 pi."""
    positions = torch.arange(first, first + count, device=device, dtype=torch.float32)
    step = math.log(10000) / (width // 2 - 1)
    return positions[:, None] * torch.exp(-step * torch.arange(width // 2, device=device))
