from torch import Tensor, nn

from config import Config
from layer.activation.gelu import activation
from layer.cross_attention.cache import KVCache
from layer.cross_attention.causal import CausalAttention
from layer.cross_attention.cross import CrossAttention
from layer.norm.layernorm import Norm


class Block(nn.Module):
    """Attention to the frames before, then to the text, then the feed-forward part, each adding to the residual stream what it makes of the normed stream."""

    def __init__(self, config: Config, layer: int):
        super().__init__()
        self.self_attn_layer_norm = Norm(config.hidden_size, config)
        self.self_attn = CausalAttention(config.hidden_size, config.heads, layer, bias=False, key_bias=False)
        self.dropout = nn.Dropout(config.dropout)
        self.encoder_attn_layer_norm = Norm(config.hidden_size, config)
        self.encoder_attn = CrossAttention(config.hidden_size, config.heads, layer, bias=False, key_bias=False)
        self.final_layer_norm = Norm(config.hidden_size, config)
        self.fc1 = nn.Linear(config.hidden_size, config.ffn_size, bias=False)
        self.fc2 = nn.Linear(config.ffn_size, config.hidden_size, bias=False)

    def forward(self, x: Tensor, source: Tensor, hidden: Tensor | None, mask: Tensor | None, cache: KVCache | None) -> Tensor:
        """x (B, T, C) and the text's source (B, S, C); hidden is added to the scores of the source, mask to those of the frames."""
        x = x + self.dropout(self.self_attn(self.self_attn_layer_norm(x), mask, cache))
        x = x + self.dropout(self.encoder_attn(self.encoder_attn_layer_norm(x), source, hidden, cache))
        return x + self.dropout(self.fc2(activation(self.fc1(self.final_layer_norm(x)))))
