from torch import Tensor, nn

from arch.vit.block import Block
from arch.vit.embeddings import Embeddings
from config import Config


class Encoder(nn.Module):
    """Embeddings, blocks, and a last norm: images (B, channels, S, S) -> (B, T, C)."""

    def __init__(self, config: Config):
        super().__init__()
        self.embeddings = Embeddings(config)
        self.layers = nn.ModuleList(Block(config) for _ in range(config.layers))
        self.layernorm = nn.LayerNorm(config.hidden_size, eps=config.norm_eps)

    def forward(self, images: Tensor) -> Tensor:
        x = self.embeddings(images)  # (B, T, C)
        for block in self.layers:
            x = block(x)
        return self.layernorm(x)
