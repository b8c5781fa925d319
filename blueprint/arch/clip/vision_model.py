from torch import Tensor, nn

from config import Config
from layer.tower.embeddings import ImageEmbeddings
from arch.clip.tower import Tower


class VisionModel(nn.Module):
    """The vision tower: what has become of the class token, normed: images (B, channels, S, S) -> (B, C)."""

    def __init__(self, config: Config):
        super().__init__()
        self.embeddings = ImageEmbeddings(config.vision_hidden_size, config.image_size, config.patch_size, config.num_channels)
        self.pre_layrnorm = nn.LayerNorm(config.vision_hidden_size, eps=config.norm_eps)
        self.encoder = Tower(config.vision_layers, config.vision_hidden_size, config.vision_heads, config.vision_ffn_size, config.norm_eps, causal=False)
        self.post_layernorm = nn.LayerNorm(config.vision_hidden_size, eps=config.norm_eps)

    def forward(self, images: Tensor) -> Tensor:
        x = self.encoder(self.pre_layrnorm(self.embeddings(images)))  # (B, N + 1, C)
        return self.post_layernorm(x[:, 0])
