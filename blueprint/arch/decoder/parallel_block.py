from torch import Tensor, nn

from config import Config
from layer.attention.attention import Attention
from layer.mlp.gated import MLP
from layer.norm.rmsnorm import Norm
from layer.position.rotary import Step


class Block(nn.Module):
    """Attention and the MLP side by side: both read the stream as it came in, each through a norm of its own."""

    def __init__(self, config: Config, layer: int):
        super().__init__()
        self.input_layernorm = Norm(config.hidden_size, config)
        self.self_attn = Attention(config, layer)
        self.dropout = nn.Dropout(config.dropout)
        self.post_attention_layernorm = Norm(config.hidden_size, config)
        self.mlp = MLP(config)

    def forward(self, x: Tensor, step: Step) -> Tensor:
        attended = self.dropout(self.self_attn(self.input_layernorm(x), step))
        return x + attended + self.dropout(self.mlp(self.post_attention_layernorm(x)))
