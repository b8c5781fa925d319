from torch import Tensor, nn

from config import Config
from layer.activation.silu import activation


class MLP(nn.Module):
    """A gate, through the activation, scales the up-projection channel by channel."""

    def __init__(self, config: Config):
        super().__init__()
        self.gate_proj = nn.Linear(config.hidden_size, config.ffn_size, bias=config.mlp_bias)
        self.up_proj = nn.Linear(config.hidden_size, config.ffn_size, bias=config.mlp_bias)
        self.down_proj = nn.Linear(config.ffn_size, config.hidden_size, bias=config.mlp_bias)

    def forward(self, x: Tensor) -> Tensor:
        return self.down_proj(activation(self.gate_proj(x)) * self.up_proj(x))
