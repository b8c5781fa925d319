import torch.nn.functional as F
from torch import Tensor, nn

from arch.speech.draw import draw
from arch.speech.encoder import Encoder
from config import Config
from layer.weights.plain import initialise


class MetaGenModel(nn.Module):
    """An encoder of audio; a projection of what it makes of each moment, their mean, and a layer that scores the classes."""

    def __init__(self, config: Config = Config()):
        super().__init__()
        self.config = config
        self.encoder = Encoder(config)
        self.projector = nn.Linear(config.hidden_size, config.projector_size)
        self.classifier = nn.Linear(config.projector_size, config.num_classes)
        initialise(self, config, draw)

    def forward(self, mel: Tensor, targets: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        """log-mel frames (B, M, 2 S) -> logits (B, num_classes) and, with targets (B,), their mean cross-entropy."""
        logits = self.classifier(self.projector(self.encoder(mel)).mean(dim=1))
        return logits, F.cross_entropy(logits.float(), targets) if targets is not None else None

    def num_parameters(self) -> int:
        return sum(p.numel() for p in self.parameters())
