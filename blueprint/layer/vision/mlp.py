from torch import Tensor, nn

from config import Config
from layer.activation.gelu import activation


class MLP(nn.Module):
    """Up to ffn_size, through the activation, and down again."""

    def __init__(self, config: Config):
        super().__init__()
        self.fc1 = nn.Linear(config.hidden_size, config.ffn_size)
        self.fc2 = nn.Linear(config.ffn_size, config.hidden_size)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(activation(self.fc1(x)))
