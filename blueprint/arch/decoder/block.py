from torch import Tensor, nn

from config import Config
from layer.attention.attention import Attention
from layer.mlp.gated import MLP
from layer.norm.rmsnorm import Norm
from layer.position.rotary import Step


class Block(nn.Module):
    """Attention, then the MLP, each adding to the residual stream what it makes of the normed stream."""

    def __init__(self, config: Config, layer: int):
        super().__init__()
        self.input_layernorm = Norm(config.hidden_size, config)
        self.self_attn = Attention(config, layer)
        self.dropout = nn.Dropout(config.dropout)
        self.post_attention_layernorm = Norm(config.hidden_size, config)
        self.mlp = MLP(config)

    def forward(self, x: Tensor, step: Step) -> Tensor:
        x = x + self.dropout(self.self_attn(self.input_layernorm(x), step))
        return x + self.dropout(self.mlp(self.post_attention_layernorm(x)))
