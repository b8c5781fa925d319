from dataclasses import dataclass

import torch
from torch import Tensor

from config import Config
from layer.cache.full import KVCache, causal_mask


@dataclass
class Step:
    """What all layers share in one forward pass."""

    mask: Tensor | None  # (T, S)
    cache: KVCache | None
    cos: Tensor  # (T, 1, R), one for all heads
    sin: Tensor  # (T, 1, R), one for all heads


def prepare(config: Config, x: Tensor, cache: KVCache | None) -> Step:
    """Rotary positions: a pair of the first R = partial_rotary x head_dim channels turns by an angle that grows with position; x is (B, T, C)."""
    seen, turning = cache.seen if cache is not None else 0, int(config.partial_rotary * config.head_dim)
    positions = torch.arange(seen, seen + x.size(1), device=x.device)
    even = torch.arange(0, turning, 2, device=x.device)
    angle = positions[:, None] * config.rope_theta ** (-even / turning)  # (T, R/2)
    angle = torch.cat([angle, angle], dim=-1)[:, None]
    return Step(causal_mask(config, x, seen), cache, angle.cos().to(x.dtype), angle.sin().to(x.dtype))


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    turning, still = x[..., : cos.size(-1)], x[..., cos.size(-1) :]
    left, right = turning.chunk(2, dim=-1)
    return torch.cat([turning * cos + torch.cat([-right, left], dim=-1) * sin, still], dim=-1)
