from torch import Tensor, nn

from config import Config
from layer.activation.gelu import activation
from layer.cross_attention.bidirectional import SelfAttention
from layer.cross_attention.cache import KVCache
from layer.cross_attention.causal import CausalAttention
from layer.cross_attention.cross import CrossAttention
from layer.norm.layernorm import Norm


class EncoderBlock(nn.Module):
    """Attention and a feed-forward part; what each adds to its input is normed with it."""

    def __init__(self, config: Config):
        super().__init__()
        self.self_attn = SelfAttention(config.hidden_size, config.heads, bias=True, key_bias=True)
        self.dropout = nn.Dropout(config.dropout)
        self.self_attn_layer_norm = Norm(config.hidden_size, config)
        self.fc1 = nn.Linear(config.hidden_size, config.ffn_size)
        self.fc2 = nn.Linear(config.ffn_size, config.hidden_size)
        self.final_layer_norm = Norm(config.hidden_size, config)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        x = self.self_attn_layer_norm(x + self.dropout(self.self_attn(x, mask)))
        return self.final_layer_norm(x + self.dropout(self.fc2(activation(self.fc1(x)))))


class DecoderBlock(nn.Module):
    """Attention to the text before, attention to the source, and a feed-forward part; what each adds to its input is normed with it."""

    def __init__(self, config: Config, layer: int):
        super().__init__()
        self.self_attn = CausalAttention(config.hidden_size, config.heads, layer, bias=True, key_bias=True)
        self.dropout = nn.Dropout(config.dropout)
        self.self_attn_layer_norm = Norm(config.hidden_size, config)
        self.encoder_attn = CrossAttention(config.hidden_size, config.heads, layer, bias=True, key_bias=True)
        self.encoder_attn_layer_norm = Norm(config.hidden_size, config)
        self.fc1 = nn.Linear(config.hidden_size, config.ffn_size)
        self.fc2 = nn.Linear(config.ffn_size, config.hidden_size)
        self.final_layer_norm = Norm(config.hidden_size, config)

    def forward(self, x: Tensor, order: Tensor | None, source: Tensor, mask: Tensor | None, cache: KVCache | None) -> Tensor:
        x = self.self_attn_layer_norm(x + self.dropout(self.self_attn(x, order, cache)))
        x = self.encoder_attn_layer_norm(x + self.dropout(self.encoder_attn(x, source, mask, cache)))
        return self.final_layer_norm(x + self.dropout(self.fc2(activation(self.fc1(x)))))
