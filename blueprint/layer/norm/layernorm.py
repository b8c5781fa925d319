from torch import nn

from config import Config


class Norm(nn.LayerNorm):
    """LayerNorm: subtracts the mean, divides by the standard deviation, then scales and shifts each channel."""

    def __init__(self, size: int, config: Config):
        super().__init__(size, eps=config.norm_eps, bias=config.norm_bias)
