from torch import Tensor, nn

from arch.encoder_decoder.feed_forward import FeedForward
from config import Config
from layer.norm.rmsnorm import Norm
from layer.relative_attention.cross import UnscaledCrossAttention
from layer.relative_attention.self_attention import FirstRelativeAttention, RelativeAttention, Step


class SelfLayer(nn.Module):
    """Adds to the residual stream what self-attention makes of the normed stream."""

    def __init__(self, config: Config, layer: int, both_ways: bool):
        super().__init__()
        self.layer_norm = Norm(config.hidden_size, config)
        width, heads, head_dim = config.hidden_size, config.heads, config.head_dim
        self.SelfAttention = (
            RelativeAttention(width, heads, head_dim, layer)
            if layer > 0
            else FirstRelativeAttention(width, heads, head_dim, config.relative_buckets, config.relative_distance, both_ways)
        )
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, x: Tensor, step: Step) -> Tensor:
        return x + self.dropout(self.SelfAttention(self.layer_norm(x), step))


class CrossLayer(nn.Module):
    """Adds to the residual stream what attention to the source makes of the normed stream."""

    def __init__(self, config: Config, layer: int):
        super().__init__()
        self.layer_norm = Norm(config.hidden_size, config)
        self.EncDecAttention = UnscaledCrossAttention(config.hidden_size, config.heads, config.head_dim, layer)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, x: Tensor, source: Tensor, mask: Tensor | None, step: Step) -> Tensor:
        return x + self.dropout(self.EncDecAttention(self.layer_norm(x), source, mask, step.cache))


class FeedForwardLayer(nn.Module):
    """Adds to the residual stream what the feed-forward part makes of the normed stream."""

    def __init__(self, config: Config):
        super().__init__()
        self.layer_norm = Norm(config.hidden_size, config)
        self.DenseReluDense = FeedForward(config)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.dropout(self.DenseReluDense(self.layer_norm(x)))
