import torch.nn.functional as F
from torch import Tensor, nn

from config import Config
from layer.norm.layernorm import Norm


class SelfAttention(nn.Module):
    """Bidirectional self-attention: every token attends to every other."""

    def __init__(self, config: Config):
        super().__init__()
        self.heads = config.heads
        self.query = nn.Linear(config.hidden_size, config.hidden_size)
        self.key = nn.Linear(config.hidden_size, config.hidden_size)
        self.value = nn.Linear(config.hidden_size, config.hidden_size)

    def forward(self, x: Tensor, hidden: Tensor | None) -> Tensor:
        q, k, v = (f(x).unflatten(-1, (self.heads, -1)).transpose(1, 2) for f in (self.query, self.key, self.value))  # (B, H, T, D)
        return F.scaled_dot_product_attention(q, k, v, attn_mask=hidden).transpose(1, 2).flatten(2)  # (B, T, C)


class Output(nn.Module):
    """The end of a branch: its projection joins the stream, which is normed after the sum."""

    def __init__(self, size: int, config: Config):
        super().__init__()
        self.dense = nn.Linear(size, config.hidden_size)
        self.dropout = nn.Dropout(config.dropout)
        self.LayerNorm = Norm(config.hidden_size, config)

    def forward(self, branch: Tensor, x: Tensor) -> Tensor:
        return self.LayerNorm(self.dropout(self.dense(branch)) + x)


class Attention(nn.Module):
    """Self-attention and what joins it to the stream."""

    def __init__(self, config: Config):
        super().__init__()
        self.self = SelfAttention(config)
        self.output = Output(config.hidden_size, config)

    def forward(self, x: Tensor, hidden: Tensor | None) -> Tensor:
        return self.output(self.self(x, hidden), x)
