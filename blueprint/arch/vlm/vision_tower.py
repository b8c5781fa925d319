from torch import Tensor, nn

from arch.clip.tower import Tower
from config import Config
from layer.tower.embeddings import ImageEmbeddings


class VisionTower(nn.Module):
    """CLIP's vision tower, read before its last block: images (B, channels, S, S) -> their patches (B, N, C). Through that block and the norm after it
    nothing goes; they are there since checkpoints have them."""

    def __init__(self, config: Config):
        super().__init__()
        width, eps = config.vision_hidden_size, config.vision_norm_eps
        self.embeddings = ImageEmbeddings(width, config.image_size, config.patch_size, config.num_channels)
        self.pre_layrnorm = nn.LayerNorm(width, eps=eps)
        self.encoder = Tower(config.vision_layers, width, config.vision_heads, config.vision_ffn_size, eps, causal=False)
        self.post_layernorm = nn.LayerNorm(width, eps=eps)

    def forward(self, images: Tensor) -> Tensor:
        x = self.encoder(self.pre_layrnorm(self.embeddings(images)), unused=1)  # (B, N + 1, C)
        return x[:, 1:]
