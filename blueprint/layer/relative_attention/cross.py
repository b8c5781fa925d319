import torch.nn.functional as F
from torch import Tensor, nn

from layer.cross_attention.cache import KVCache


class UnscaledCrossAttention(nn.Module):
    """Every token attends to the whole source, whose keys and values are computed once; scores are not scaled, and have no bias."""

    def __init__(self, width: int, heads: int, head_dim: int, layer: int):
        super().__init__()
        self.heads, self.layer = heads, layer
        self.k = nn.Linear(width, heads * head_dim, bias=False)
        self.v = nn.Linear(width, heads * head_dim, bias=False)
        self.q = nn.Linear(width, heads * head_dim, bias=False)
        self.o = nn.Linear(heads * head_dim, width, bias=False)

    def forward(self, x: Tensor, source: Tensor, mask: Tensor | None, cache: KVCache | None) -> Tensor:
        """tokens (B, T, C) and source (B, S, C); the mask (B, 1, 1, S) is true where there is a token of the source."""
        if cache is not None and self.layer in cache.source:
            k, v = cache.source[self.layer]  # (B, H, S, D)
        else:
            k, v = (f(source).unflatten(-1, (self.heads, -1)).transpose(1, 2) for f in (self.k, self.v))  # (B, H, S, D)
            if cache is not None:
                cache.source[self.layer] = k, v
        q = self.q(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)  # (B, H, T, D)
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, scale=1.0)
        return self.o(y.transpose(1, 2).flatten(2))
