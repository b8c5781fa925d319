from torch import Tensor, nn

from config import Config
from layer.attention.attention import Attention
from layer.mlp.gated import MLP
from layer.norm.rmsnorm import Norm
from layer.position.rotary import Step


class Block(nn.Module):
    """Attention and the MLP side by side: both read the stream through the same norm."""

    def __init__(self, config: Config, layer: int):
        super().__init__()
        self.input_layernorm = Norm(config.hidden_size, config)
        self.self_attn = Attention(config, layer)
        self.dropout = nn.Dropout(config.dropout)
        self.mlp = MLP(config)

    def forward(self, x: Tensor, step: Step) -> Tensor:
        normed = self.input_layernorm(x)
        return x + self.dropout(self.self_attn(normed, step)) + self.dropout(self.mlp(normed))
