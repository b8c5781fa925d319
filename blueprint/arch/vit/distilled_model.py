import torch.nn.functional as F
from torch import Tensor, nn

from arch.vit.draw import draw
from arch.vit.encoder import Encoder
from config import Config
from layer.weights.plain import initialise


class MetaGenModel(nn.Module):
    """The encoder of patches, and a layer that scores every class from what the class token has become."""

    def __init__(self, config: Config = Config()):
        super().__init__()
        self.config = config
        self.deit = Encoder(config)
        self.classifier = nn.Linear(config.hidden_size, config.num_classes)
        initialise(self, config, draw)

    def forward(self, images: Tensor, targets: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        """images (B, channels, S, S) -> logits (B, num_classes) and, with the classes as targets (B,), their mean cross-entropy."""
        logits = self.classifier(self.deit(images)[:, 0])
        if targets is None:
            return logits, None
        return logits, F.cross_entropy(logits.float(), targets)

    def num_parameters(self) -> int:
        return sum(p.numel() for p in self.parameters())
