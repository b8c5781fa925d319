import torch.nn.functional as F
from torch import Tensor, nn

from arch.vit.block import Block
from arch.vit.draw import draw
from arch.vit.embeddings import Embeddings
from config import Config
from layer.contrastive.contrastive import contrast
from layer.vision.pooler import Pooler
from layer.weights.plain import initialise


class MetaGenModel(nn.Module):
    """The encoder of patches, and one vector of length 1 for an image, from what the class token has become."""

    def __init__(self, config: Config = Config()):
        super().__init__()
        self.config = config
        self.embeddings = Embeddings(config)
        self.layers = nn.ModuleList(Block(config) for _ in range(config.layers))
        self.layernorm = nn.LayerNorm(config.hidden_size, eps=config.norm_eps)
        self.pooler = Pooler(config)
        initialise(self, config, draw)

    def forward(self, images: Tensor, targets: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        """images (B, channels, S, S) -> embeddings (B, C) and, with targets (B,) that are equal for views of the same picture, the loss."""
        x = self.embeddings(images)  # (B, T, C)
        for block in self.layers:
            x = block(x)
        embeddings = F.normalize(self.pooler(self.layernorm(x)), dim=-1)
        if targets is None:
            return embeddings, None
        return embeddings, contrast(embeddings, targets, self.config.temperature)

    def num_parameters(self) -> int:
        return sum(p.numel() for p in self.parameters())
