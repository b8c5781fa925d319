from torch import Tensor, nn

from config import Config
from layer.activation.relu import activation


class FeedForward(nn.Module):
    """Up to ffn_size, through the activation, and down again."""

    def __init__(self, config: Config):
        super().__init__()
        self.wi = nn.Linear(config.hidden_size, config.ffn_size, bias=False)
        self.wo = nn.Linear(config.ffn_size, config.hidden_size, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.wo(activation(self.wi(x)))
