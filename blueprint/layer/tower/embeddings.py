import torch
from torch import Tensor, nn


class ImageEmbeddings(nn.Module):
    """A class token and the patches, each with a learned vector of its place: images (B, channels, S, S) -> (B, N + 1, C)."""

    def __init__(self, hidden_size: int, image_size: int, patch_size: int, channels: int):
        super().__init__()
        self.class_embedding = nn.Parameter(torch.empty(hidden_size))
        self.patch_embedding = nn.Conv2d(channels, hidden_size, kernel_size=patch_size, stride=patch_size, bias=False)
        self.position_embedding = nn.Embedding((image_size // patch_size) ** 2 + 1, hidden_size)

    def forward(self, images: Tensor) -> Tensor:
        patches = self.patch_embedding(images.to(self.class_embedding.dtype)).flatten(2).transpose(1, 2)  # (B, N, C)
        x = torch.cat([self.class_embedding.expand(len(images), 1, -1), patches], dim=1)
        return x + self.position_embedding(torch.arange(x.size(1), device=x.device))
