from torch import Tensor, nn

from config import Config
from layer.activation.gelu import activation
from layer.bidirectional.distilbert import Attention
from layer.bidirectional.mask import hide
from layer.norm.layernorm import Norm


class FFN(nn.Module):
    """Up to ffn_size, through the activation, and down again."""

    def __init__(self, config: Config):
        super().__init__()
        self.lin1 = nn.Linear(config.hidden_size, config.ffn_size)
        self.lin2 = nn.Linear(config.ffn_size, config.hidden_size)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, x: Tensor) -> Tensor:
        return self.dropout(self.lin2(activation(self.lin1(x))))


class Block(nn.Module):
    """Attention, then the feed-forward part, the stream being normed after each joins it."""

    def __init__(self, config: Config):
        super().__init__()
        self.attention = Attention(config)
        self.sa_layer_norm = Norm(config.hidden_size, config)
        self.ffn = FFN(config)
        self.output_layer_norm = Norm(config.hidden_size, config)

    def forward(self, x: Tensor, hidden: Tensor | None) -> Tensor:
        x = self.sa_layer_norm(self.attention(x, hidden) + x)
        return self.output_layer_norm(self.ffn(x) + x)


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
