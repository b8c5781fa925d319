import math
from dataclasses import dataclass

import torch
from torch import Tensor

from config import Config
from layer.cache.full import KVCache


@dataclass
class Step:
    """What all layers share in one forward pass."""

    mask: Tensor  # (1, H, T, S)
    cache: KVCache | None


def slopes(heads: int) -> list[float]:
    """2^(-8i/n) for n heads, a power of two; between two powers, every other slope of the next one follows."""
    power = 2 ** int(math.log2(heads))
    first = [2 ** (-8 * i / power) for i in range(1, power + 1)]
    return first + [2 ** (-4 * i / power) for i in range(1, 2 * (heads - power), 2)]


def prepare(config: Config, x: Tensor, cache: KVCache | None) -> Step:
    """ALiBi: a score falls with the distance of its key, at a slope of each head's own; x is (B, T, C)."""
    seen = cache.seen if cache is not None else 0
    if seen + x.size(1) > config.max_seq_len:
        raise ValueError(f"{seen + x.size(1)} tokens do not fit max_seq_len {config.max_seq_len}")
    positions = torch.arange(seen + x.size(1), device=x.device)
    distance = positions[seen:, None] - positions  # (T, S)
    slope = torch.tensor(slopes(config.heads), device=x.device)[:, None, None]
    bias = (-slope * distance).masked_fill(distance < 0, float("-inf"))
    return Step(bias[None].to(x.dtype), cache)
