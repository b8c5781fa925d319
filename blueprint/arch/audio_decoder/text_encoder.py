import torch
from torch import Tensor, nn

from config import Config
from layer.activation.gelu import activation
from layer.cross_attention.bidirectional import SelfAttention
from layer.norm.layernorm import Norm
from layer.sinusoidal.sinusoidal import angles


class TextBlock(nn.Module):
    """Attention, then the feed-forward part, each adding to the residual stream what it makes of the normed stream."""

    def __init__(self, config: Config):
        super().__init__()
        self.self_attn_layer_norm = Norm(config.text_hidden_size, config)
        self.self_attn = SelfAttention(config.text_hidden_size, config.text_heads, bias=False, key_bias=False)
        self.dropout = nn.Dropout(config.dropout)
        self.final_layer_norm = Norm(config.text_hidden_size, config)
        self.fc1 = nn.Linear(config.text_hidden_size, config.text_ffn_size, bias=False)
        self.fc2 = nn.Linear(config.text_ffn_size, config.text_hidden_size, bias=False)

    def forward(self, x: Tensor, hidden: Tensor | None) -> Tensor:
        x = x + self.dropout(self.self_attn(self.self_attn_layer_norm(x), hidden))
        return x + self.dropout(self.fc2(activation(self.fc1(self.final_layer_norm(x)))))


class TextEncoder(nn.Module):
    """Embedding, blocks, and a last norm: bytes of text (B, S) -> (B, S, text_hidden_size)."""

    def __init__(self, config: Config):
        super().__init__()
        self.config = config
        self.embed_tokens = nn.Embedding(config.text_vocab_size, config.text_hidden_size)
        self.dropout = nn.Dropout(config.dropout)
        self.layers = nn.ModuleList(TextBlock(config) for _ in range(config.text_layers))
        self.layer_norm = Norm(config.text_hidden_size, config)

    def forward(self, text: Tensor, hidden: Tensor | None) -> Tensor:
        if text.size(1) > self.config.text_max_seq_len:
            raise ValueError(f"a text of {text.size(1)} tokens does not fit text_max_seq_len {self.config.text_max_seq_len}")
        x = self.embed_tokens(text)
        angle = angles(0, text.size(1), self.config.text_hidden_size, text.device)
        x = self.dropout(x + torch.cat([angle.cos(), angle.sin()], dim=-1).to(x.dtype))
        for block in self.layers:
            x = block(x, hidden)
        return self.layer_norm(x)
