import torch
from torch import Tensor, nn

from config import Config
from layer.patch.patch import PatchEmbeddings


class Embeddings(nn.Module):
    """A class token and the patches, each with a learned vector of its place: images (B, channels, S, S) -> (B, T, C)."""

    def __init__(self, config: Config):
        super().__init__()
        tokens = 1 + (config.image_size // config.patch_size) ** 2
        self.cls_token = nn.Parameter(torch.zeros(1, 1, config.hidden_size))
        self.position_embeddings = nn.Parameter(torch.zeros(1, tokens, config.hidden_size))
        self.patch_embeddings = PatchEmbeddings(config)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, images: Tensor) -> Tensor:
        x = self.patch_embeddings(images.to(self.cls_token.dtype))  # (B, T - 1, C)
        x = torch.cat([self.cls_token.expand(x.size(0), -1, -1), x], dim=1)
        return self.dropout(x + self.position_embeddings)
