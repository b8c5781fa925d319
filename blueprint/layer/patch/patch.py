from torch import Tensor, nn

from config import Config


class PatchEmbeddings(nn.Module):
    """Cuts images into square patches and projects each of them: (B, channels, S, S) -> (B, N, C)."""

    def __init__(self, config: Config):
        super().__init__()
        self.size = config.image_size
        self.projection = nn.Conv2d(config.num_channels, config.hidden_size, kernel_size=config.patch_size, stride=config.patch_size)

    def forward(self, images: Tensor) -> Tensor:
        if images.shape[-2:] != (self.size, self.size):
            raise ValueError(f"images have {images.size(-2)} x {images.size(-1)} pixels, and the model takes {self.size} x {self.size}")
        return self.projection(images).flatten(2).transpose(1, 2)
