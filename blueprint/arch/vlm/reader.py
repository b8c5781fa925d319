from torch import Tensor, nn

from arch.vlm.language_model import LanguageModel
from arch.vlm.projector import Projector
from arch.vlm.vision_tower import VisionTower
from config import Config
from layer.cache.full import KVCache


class Reader(nn.Module):
    """Reads images and tokens as one sequence: images (B, channels, S, S), tokens (B, T) -> (B, T, C)."""

    def __init__(self, config: Config):
        super().__init__()
        self.vision_tower = VisionTower(config)
        self.multi_modal_projector = Projector(config)
        self.language_model = LanguageModel(config)

    def forward(self, tokens: Tensor, images: Tensor | None, cache: KVCache | None) -> Tensor:
        patches = None if images is None else self.multi_modal_projector(self.vision_tower(images))  # (B, N, C)
        return self.language_model(tokens, patches, cache)
