import torch.nn.functional as F
from torch import Tensor, nn

from config import Config


class Attention(nn.Module):
    """Bidirectional self-attention: every token attends to every other."""

    def __init__(self, config: Config):
        super().__init__()
        self.heads = config.heads
        self.q_lin = nn.Linear(config.hidden_size, config.hidden_size)
        self.k_lin = nn.Linear(config.hidden_size, config.hidden_size)
        self.v_lin = nn.Linear(config.hidden_size, config.hidden_size)
        self.out_lin = nn.Linear(config.hidden_size, config.hidden_size)

    def forward(self, x: Tensor, hidden: Tensor | None) -> Tensor:
        q, k, v = (f(x).unflatten(-1, (self.heads, -1)).transpose(1, 2) for f in (self.q_lin, self.k_lin, self.v_lin))  # (B, H, T, D)
        return self.out_lin(F.scaled_dot_product_attention(q, k, v, attn_mask=hidden).transpose(1, 2).flatten(2))
