import torch.nn.functional as F
from torch import Tensor, nn


class SelfAttention(nn.Module):
    """Every token attends to every token; the mask is added to the scores."""

    def __init__(self, width: int, heads: int, bias: bool, key_bias: bool):
        super().__init__()
        self.heads = heads
        self.k_proj = nn.Linear(width, width, bias=key_bias)
        self.v_proj = nn.Linear(width, width, bias=bias)
        self.q_proj = nn.Linear(width, width, bias=bias)
        self.out_proj = nn.Linear(width, width, bias=bias)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        k, v, q = (f(x).unflatten(-1, (self.heads, -1)).transpose(1, 2) for f in (self.k_proj, self.v_proj, self.q_proj))  # (B, H, T, D)
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        return self.out_proj(y.transpose(1, 2).flatten(2))
