from torch import Tensor, nn

from config import Config
from layer.vision.attention import Attention
from layer.vision.mlp import MLP


class Block(nn.Module):
    """Attention, then the MLP, each adding to the residual stream what it makes of the normed stream."""

    def __init__(self, config: Config):
        super().__init__()
        self.layernorm_before = nn.LayerNorm(config.hidden_size, eps=config.norm_eps)
        self.attention = Attention(config)
        self.dropout = nn.Dropout(config.dropout)
        self.layernorm_after = nn.LayerNorm(config.hidden_size, eps=config.norm_eps)
        self.mlp = MLP(config)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.dropout(self.attention(self.layernorm_before(x)))
        return x + self.dropout(self.mlp(self.layernorm_after(x)))
