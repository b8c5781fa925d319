import torch.nn.functional as F
from torch import Tensor, nn

from layer.cross_attention.cache import KVCache


class CausalAttention(nn.Module):
    """A token attends to those before it and to itself; the mask, where causal order does not say it all, is added to the scores."""

    def __init__(self, width: int, heads: int, layer: int, bias: bool, key_bias: bool):
        super().__init__()
        self.heads, self.layer = heads, layer
        self.k_proj = nn.Linear(width, width, bias=key_bias)
        self.v_proj = nn.Linear(width, width, bias=bias)
        self.q_proj = nn.Linear(width, width, bias=bias)
        self.out_proj = nn.Linear(width, width, bias=bias)

    def forward(self, x: Tensor, mask: Tensor | None = None, cache: KVCache | None = None) -> Tensor:
        k, v, q = (f(x).unflatten(-1, (self.heads, -1)).transpose(1, 2) for f in (self.k_proj, self.v_proj, self.q_proj))  # (B, H, T, D)
        if cache is not None:
            k, v = cache.extend(self.layer, k, v)  # (B, H, S, D)
        causal = mask is None and x.size(1) > 1
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, is_causal=causal)
        return self.out_proj(y.transpose(1, 2).flatten(2))
