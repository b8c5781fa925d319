import torch
import torch.nn.functional as F
from torch import Tensor, nn

from config import Config
from layer.activation.gelu import activation
from layer.cross_attention.bidirectional import SelfAttention
from layer.norm.layernorm import Norm


class EncoderBlock(nn.Module):
    """Attention, then the feed-forward part, each adding to the residual stream what it makes of the normed stream."""

    def __init__(self, config: Config):
        super().__init__()
        self.self_attn_layer_norm = Norm(config.hidden_size, config)
        self.self_attn = SelfAttention(config.hidden_size, config.heads, bias=True, key_bias=False)
        self.dropout = nn.Dropout(config.dropout)
        self.final_layer_norm = Norm(config.hidden_size, config)
        self.fc1 = nn.Linear(config.hidden_size, config.ffn_size)
        self.fc2 = nn.Linear(config.ffn_size, config.hidden_size)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.dropout(self.self_attn(self.self_attn_layer_norm(x)))
        return x + self.dropout(self.fc2(activation(self.fc1(self.final_layer_norm(x)))))


class Encoder(nn.Module):
    """Two convolutions, of which the second halves the frames, fixed positions, blocks, and a last norm: log-mel frames (B, M, 2 S) -> (B, S, C)."""

    def __init__(self, config: Config):
        super().__init__()
        self.config = config
        self.conv1 = nn.Conv1d(config.mel_bins, config.hidden_size, kernel_size=3, padding=1)
        self.conv2 = nn.Conv1d(config.hidden_size, config.hidden_size, kernel_size=3, stride=2, padding=1)
        self.embed_positions = nn.Embedding(config.source_positions, config.hidden_size)
        self.embed_positions.requires_grad_(False)
        self.dropout = nn.Dropout(config.dropout)
        self.layers = nn.ModuleList(EncoderBlock(config) for _ in range(config.layers))
        self.layer_norm = Norm(config.hidden_size, config)

    def forward(self, mel: Tensor) -> Tensor:
        if mel.size(2) != 2 * self.config.source_positions:
            raise ValueError(f"{mel.size(2)} frames are not 2 x source_positions, {2 * self.config.source_positions}: cut or pad them")
        x = F.gelu(self.conv2(F.gelu(self.conv1(mel.to(self.conv1.weight.dtype))))).transpose(1, 2)  # (B, S, C)
        x = self.dropout(x + self.embed_positions(torch.arange(x.size(1), device=x.device)))
        for block in self.layers:
            x = block(x)
        return self.layer_norm(x)
