from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from config import Config


@dataclass
class Reach:
    """What the layers of one reach share in a forward pass."""

    cos: Tensor  # (T, 1, D), one for all heads
    sin: Tensor  # (T, 1, D), one for all heads
    hidden: Tensor | None  # what is added to the scores, (T, T) or (B, 1, T, T)


def whole(config: Config, x: Tensor, hidden: Tensor | None, theta: float) -> Reach:
    """Rotary positions of base theta, every token in reach of every other; x is (B, T, C)."""
    positions = torch.arange(x.size(1), device=x.device)
    turning = config.hidden_size // config.heads  # channels of a head
    even = torch.arange(0, turning, 2, device=x.device)
    angle = positions[:, None] * theta ** (-even / turning)  # (T, D/2)
    angle = torch.cat([angle, angle], dim=-1)[:, None]
    return Reach(angle.cos().to(x.dtype), angle.sin().to(x.dtype), hidden)


def near(config: Config, x: Tensor, hidden: Tensor | None, theta: float) -> Reach:
    """The same, with only those in reach that are within local_attention / 2 tokens."""
    everything, half = whole(config, x, hidden, theta), config.local_attention // 2
    if x.size(1) <= half + 1:
        return everything
    far = torch.ones(x.size(1), x.size(1), dtype=torch.bool, device=x.device).tril(-half - 1)
    window = torch.zeros(far.shape, dtype=x.dtype, device=x.device).masked_fill(far | far.T, torch.finfo(x.dtype).min)
    return Reach(everything.cos, everything.sin, window if hidden is None else torch.minimum(window, hidden))


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    left, right = x.chunk(2, dim=-1)
    return x * cos + torch.cat([-right, left], dim=-1) * sin


class Attention(nn.Module):
    """Bidirectional self-attention: every token attends to those in reach."""

    def __init__(self, config: Config):
        super().__init__()
        self.heads = config.heads
        self.Wqkv = nn.Linear(config.hidden_size, 3 * config.hidden_size, bias=config.attention_bias)
        self.Wo = nn.Linear(config.hidden_size, config.hidden_size, bias=config.attention_bias)
        self.out_drop = nn.Dropout(config.dropout)

    def forward(self, x: Tensor, reach: Reach) -> Tensor:
        q, k, v = self.Wqkv(x).unflatten(-1, (3, self.heads, -1)).unbind(2)  # (B, T, H, D)
        q, k = rotate(q, reach.cos, reach.sin), rotate(k, reach.cos, reach.sin)
        q, k, v = q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2)  # (B, H, T, D)
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=reach.hidden)
        return self.out_drop(self.Wo(y.transpose(1, 2).flatten(2)))
