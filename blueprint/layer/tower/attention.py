import torch.nn.functional as F
from torch import Tensor, nn


class TowerAttention(nn.Module):
    """Self-attention of one tower: a token attends to all or, where causal, to itself and those before it."""

    def __init__(self, hidden_size: int, heads: int, causal: bool):
        super().__init__()
        self.heads, self.causal = heads, causal
        self.k_proj = nn.Linear(hidden_size, hidden_size)
        self.v_proj = nn.Linear(hidden_size, hidden_size)
        self.q_proj = nn.Linear(hidden_size, hidden_size)
        self.out_proj = nn.Linear(hidden_size, hidden_size)

    def forward(self, x: Tensor) -> Tensor:
        B, T, C = x.shape
        k, v, q = (f(x).view(B, T, self.heads, -1).transpose(1, 2) for f in (self.k_proj, self.v_proj, self.q_proj))  # (B, H, T, D)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=self.causal)
        return self.out_proj(y.transpose(1, 2).reshape(B, T, C))
