from torch import Tensor, nn

from config import Config
from layer.cache.state import KVCache
from layer.norm.rmsnorm import Norm
from layer.ssm.mixer import Mixer


class Block(nn.Module):
    """Adds to the residual stream, which is kept in float32, what the mixer makes of the normed stream."""

    def __init__(self, config: Config, layer: int):
        super().__init__()
        self.norm = Norm(config.hidden_size, config)
        self.mixer = Mixer(config, layer)

    def forward(self, x: Tensor, cache: KVCache | None) -> Tensor:
        return x + self.mixer(self.norm(x.to(self.norm.weight.dtype)), cache)
