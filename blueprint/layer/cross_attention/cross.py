import torch.nn.functional as F
from torch import Tensor, nn

from layer.cross_attention.cache import KVCache


class CrossAttention(nn.Module):
    """Every token attends to the whole source, whose keys and values are computed once; the mask is added to the scores."""

    def __init__(self, width: int, heads: int, layer: int, bias: bool, key_bias: bool):
        super().__init__()
        self.heads, self.layer = heads, layer
        self.k_proj = nn.Linear(width, width, bias=key_bias)
        self.v_proj = nn.Linear(width, width, bias=bias)
        self.q_proj = nn.Linear(width, width, bias=bias)
        self.out_proj = nn.Linear(width, width, bias=bias)

    def forward(self, x: Tensor, source: Tensor, mask: Tensor | None = None, cache: KVCache | None = None) -> Tensor:
        if cache is not None and self.layer in cache.source:
            k, v = cache.source[self.layer]  # (B, H, S, D)
        else:
            k, v = (f(source).unflatten(-1, (self.heads, -1)).transpose(1, 2) for f in (self.k_proj, self.v_proj))  # (B, H, S, D)
            if cache is not None:
                cache.source[self.layer] = k, v
        q = self.q_proj(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)  # (B, H, T, D)
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        return self.out_proj(y.transpose(1, 2).flatten(2))
