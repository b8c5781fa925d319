from torch import Tensor, nn

from config import Config
from layer.activation.gelu import activation
from layer.norm.layernorm import Norm


class PredictionHead(nn.Module):
    """A layer before the last one."""

    def __init__(self, config: Config):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.hidden_size, bias=False)
        self.norm = Norm(config.hidden_size, config)

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(activation(self.dense(x)))
