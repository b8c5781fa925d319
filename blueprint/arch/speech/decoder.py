import torch
from torch import Tensor, nn

from config import Config
from layer.activation.gelu import activation
from layer.cross_attention.cache import KVCache, causal_mask
from layer.cross_attention.causal import CausalAttention
from layer.cross_attention.cross import CrossAttention
from layer.norm.layernorm import Norm


class DecoderBlock(nn.Module):
    """Attention to the text before, then to the audio, then the feed-forward part, each adding to the residual stream what it makes of the normed stream."""

    def __init__(self, config: Config, layer: int):
        super().__init__()
        self.self_attn_layer_norm = Norm(config.hidden_size, config)
        self.self_attn = CausalAttention(config.hidden_size, config.heads, layer, bias=True, key_bias=False)
        self.dropout = nn.Dropout(config.dropout)
        self.encoder_attn_layer_norm = Norm(config.hidden_size, config)
        self.encoder_attn = CrossAttention(config.hidden_size, config.heads, layer, bias=True, key_bias=False)
        self.final_layer_norm = Norm(config.hidden_size, config)
        self.fc1 = nn.Linear(config.hidden_size, config.ffn_size)
        self.fc2 = nn.Linear(config.ffn_size, config.hidden_size)

    def forward(self, x: Tensor, source: Tensor, mask: Tensor | None, cache: KVCache | None) -> Tensor:
        x = x + self.dropout(self.self_attn(self.self_attn_layer_norm(x), mask, cache))
        x = x + self.dropout(self.encoder_attn(self.encoder_attn_layer_norm(x), source, None, cache))
        return x + self.dropout(self.fc2(activation(self.fc1(self.final_layer_norm(x)))))


class Decoder(nn.Module):
    """Embeddings of tokens and of positions, blocks that read the audio, and a last norm: tokens (B, T) and audio (B, S, C) -> (B, T, C)."""

    def __init__(self, config: Config):
        super().__init__()
        self.embed_tokens = nn.Embedding(config.vocab_size, config.hidden_size)
        self.embed_positions = nn.Embedding(config.max_seq_len, config.hidden_size)
        self.dropout = nn.Dropout(config.dropout)
        self.layers = nn.ModuleList(DecoderBlock(config, i) for i in range(config.decoder_layers))
        self.layer_norm = Norm(config.hidden_size, config)

    def forward(self, tokens: Tensor, source: Tensor, cache: KVCache | None) -> Tensor:
        seen, T = cache.seen if cache is not None else 0, tokens.size(1)
        if seen + T > self.embed_positions.num_embeddings:
            raise ValueError(f"{seen + T} tokens do not fit max_seq_len {self.embed_positions.num_embeddings}")
        x = self.embed_tokens(tokens) + self.embed_positions(torch.arange(seen, seen + T, device=tokens.device))
        x = self.dropout(x)  # (B, T, C)
        mask = causal_mask(x, seen)
        for block in self.layers:
            x = block(x, source, mask, cache)
        if cache is not None:
            cache.seen += T
        return self.layer_norm(x)
