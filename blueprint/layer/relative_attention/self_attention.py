from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from layer.cross_attention.cache import KVCache
from layer.relative_attention.buckets import bucket


@dataclass
class Step:
    """What the layers of a stack share in one forward pass."""

    mask: Tensor | None  # what to add to scores: 0 or -inf, (B, 1, 1, S) or (T, S)
    cache: KVCache | None = None
    bias: Tensor | None = None  # by distance, with the mask: (1 or B, H, T, S); the first layer makes it


class RelativeAttention(nn.Module):
    """Self-attention whose scores are not scaled, and to which the bias of each distance is added."""

    def __init__(self, width: int, heads: int, head_dim: int, layer: int):
        super().__init__()
        self.heads, self.layer = heads, layer
        self.q = nn.Linear(width, heads * head_dim, bias=False)
        self.k = nn.Linear(width, heads * head_dim, bias=False)
        self.v = nn.Linear(width, heads * head_dim, bias=False)
        self.o = nn.Linear(heads * head_dim, width, bias=False)

    def forward(self, x: Tensor, step: Step) -> Tensor:
        q, k, v = (f(x).unflatten(-1, (self.heads, -1)).transpose(1, 2) for f in (self.q, self.k, self.v))  # (B, H, T, D)
        if step.cache is not None:
            k, v = step.cache.extend(self.layer, k, v)  # (B, H, S, D)
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=step.bias, scale=1.0)
        return self.o(y.transpose(1, 2).flatten(2))


class FirstRelativeAttention(nn.Module):
    """The first layer's attention, which has the table of biases that the layers after it use too."""

    def __init__(self, width: int, heads: int, head_dim: int, buckets: int, furthest: int, both_ways: bool):
        super().__init__()
        self.heads, self.buckets, self.furthest, self.both_ways = heads, buckets, furthest, both_ways
        self.relative_attention_bias = nn.Embedding(buckets, heads)
        self.q = nn.Linear(width, heads * head_dim, bias=False)
        self.k = nn.Linear(width, heads * head_dim, bias=False)
        self.v = nn.Linear(width, heads * head_dim, bias=False)
        self.o = nn.Linear(heads * head_dim, width, bias=False)

    def forward(self, x: Tensor, step: Step) -> Tensor:
        step.bias = self.biases(step.cache.seen if step.cache is not None else 0, x)
        if step.mask is not None:
            step.bias = step.bias + step.mask
        q, k, v = (f(x).unflatten(-1, (self.heads, -1)).transpose(1, 2) for f in (self.q, self.k, self.v))  # (B, H, T, D)
        if step.cache is not None:
            k, v = step.cache.extend(0, k, v)  # (B, H, S, D)
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=step.bias, scale=1.0)
        return self.o(y.transpose(1, 2).flatten(2))

    def biases(self, seen: int, x: Tensor) -> Tensor:
        """Those of T new tokens after `seen` others: (1, H, T, S)."""
        places = torch.arange(seen + x.size(1), device=x.device)
        distance = places - places[seen:, None]  # (T, S)
        return self.relative_attention_bias(bucket(distance, self.buckets, self.furthest, self.both_ways)).permute(2, 0, 1)[None]
