from torch import Tensor, nn

from config import Config
from layer.activation.gelu import activation
from layer.bidirectional.bert import Attention, Output
from layer.bidirectional.mask import hide


class Intermediate(nn.Module):
    """The first half of a feed-forward part: up to ffn_size, through the activation."""

    def __init__(self, config: Config):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.ffn_size)

    def forward(self, x: Tensor) -> Tensor:
        return activation(self.dense(x))


class Block(nn.Module):
    """Attention, then the feed-forward part, the stream being normed after each joins it."""

    def __init__(self, config: Config):
        super().__init__()
        self.attention = Attention(config)
        self.intermediate = Intermediate(config)
        self.output = Output(config.ffn_size, config)

    def forward(self, x: Tensor, hidden: Tensor | None) -> Tensor:
        x = self.attention(x, hidden)
        return self.output(self.intermediate(x), x)


class Encoder(nn.Module):
    """The blocks, one after the other."""

    def __init__(self, config: Config):
        super().__init__()
        self.layer = nn.ModuleList(Block(config) for _ in range(config.layers))

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """x (B, T, C) and mask (B, T), true for tokens and false for padding; None is no padding -> (B, T, C)."""
        hidden = hide(x, mask)
        for block in self.layer:
            x = block(x, hidden)
        return x
