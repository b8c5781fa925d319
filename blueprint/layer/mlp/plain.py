from torch import Tensor, nn

from config import Config
from layer.activation.gelu import activation


class MLP(nn.Module):
    """Up to ffn_size, through the activation, and down again."""

    def __init__(self, config: Config):
        super().__init__()
        self.up_proj = nn.Linear(config.hidden_size, config.ffn_size, bias=config.mlp_bias)
        self.down_proj = nn.Linear(config.ffn_size, config.hidden_size, bias=config.mlp_bias)

    def forward(self, x: Tensor) -> Tensor:
        return self.down_proj(activation(self.up_proj(x)))
