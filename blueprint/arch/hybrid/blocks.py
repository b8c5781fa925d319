from torch import Tensor, nn

from config import Config
from layer.attention.absolute import Attention
from layer.norm.rmsnorm import Norm
from layer.position.absolute import Step
from layer.ssm.normed_mixer import Mixer


class AttentionBlock(nn.Module):
    """Attention, then a feed-forward part, each adding to the residual stream what it makes of the normed stream."""

    def __init__(self, config: Config, layer: int, feed_forward: nn.Module):
        super().__init__()
        self.input_layernorm = Norm(config.hidden_size, config)
        self.self_attn = Attention(config, layer)
        self.pre_ff_layernorm = Norm(config.hidden_size, config)
        self.feed_forward = feed_forward

    def forward(self, x: Tensor, step: Step) -> Tensor:
        x = x + self.self_attn(self.input_layernorm(x), step)
        return x + self.feed_forward(self.pre_ff_layernorm(x))


class MambaBlock(nn.Module):
    """A selective state space, then a feed-forward part, each adding to the residual stream what it makes of the normed stream."""

    def __init__(self, config: Config, layer: int, feed_forward: nn.Module):
        super().__init__()
        self.input_layernorm = Norm(config.hidden_size, config)
        self.mamba = Mixer(config, layer)
        self.pre_ff_layernorm = Norm(config.hidden_size, config)
        self.feed_forward = feed_forward

    def forward(self, x: Tensor, step: Step) -> Tensor:
        x = x + self.mamba(self.input_layernorm(x), step.cache)
        return x + self.feed_forward(self.pre_ff_layernorm(x))
