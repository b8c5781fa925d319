from torch import Tensor, nn

from layer.tower.attention import TowerAttention
from layer.tower.quick_gelu import TowerMLP


class TowerBlock(nn.Module):
    """Attention, then the MLP, each adding to the residual stream what it makes of the normed stream."""

    def __init__(self, hidden_size: int, heads: int, ffn_size: int, eps: float, causal: bool):
        super().__init__()
        self.layer_norm1 = nn.LayerNorm(hidden_size, eps=eps)
        self.self_attn = TowerAttention(hidden_size, heads, causal)
        self.layer_norm2 = nn.LayerNorm(hidden_size, eps=eps)
        self.mlp = TowerMLP(hidden_size, ffn_size)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.self_attn(self.layer_norm1(x))
        return x + self.mlp(self.layer_norm2(x))
