from torch import Tensor, nn

from config import Config
from layer.activation.gelu_tanh import activation


class FeedForward(nn.Module):
    """A gate, through the activation, scales the up-projection channel by channel."""

    def __init__(self, config: Config):
        super().__init__()
        self.wi_0 = nn.Linear(config.hidden_size, config.ffn_size, bias=False)
        self.wi_1 = nn.Linear(config.hidden_size, config.ffn_size, bias=False)
        self.wo = nn.Linear(config.ffn_size, config.hidden_size, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.wo(activation(self.wi_0(x)) * self.wi_1(x))
