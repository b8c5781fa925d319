import torch
from torch import Tensor, nn

from config import Config
from arch.clip.tower import Tower


class TextEmbeddings(nn.Module):
    """Embeddings of tokens and of positions: tokens (B, T) -> (B, T, C)."""

    def __init__(self, config: Config):
        super().__init__()
        self.token_embedding = nn.Embedding(config.vocab_size, config.text_hidden_size)
        self.position_embedding = nn.Embedding(config.max_seq_len, config.text_hidden_size)

    def forward(self, tokens: Tensor) -> Tensor:
        return self.token_embedding(tokens) + self.position_embedding(torch.arange(tokens.size(1), device=tokens.device))


class TextModel(nn.Module):
    """The text tower: what has become of the end token, the last of the vocabulary: tokens (B, T) -> (B, C). What stands after it changes nothing."""

    def __init__(self, config: Config):
        super().__init__()
        self.embeddings = TextEmbeddings(config)
        self.encoder = Tower(config.text_layers, config.text_hidden_size, config.text_heads, config.text_ffn_size, config.norm_eps, causal=True)
        self.final_layer_norm = nn.LayerNorm(config.text_hidden_size, eps=config.norm_eps)

    def forward(self, tokens: Tensor) -> Tensor:
        x = self.final_layer_norm(self.encoder(self.embeddings(tokens)))  # (B, T, C)
        return x[torch.arange(len(x), device=x.device), tokens.argmax(dim=-1)]  # argmax is the first place of the largest
