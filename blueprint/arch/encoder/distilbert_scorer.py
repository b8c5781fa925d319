import torch.nn.functional as F
from torch import Tensor, nn

from arch.encoder.classification import criterion, width
from arch.encoder.distilbert import DistilBert
from arch.encoder.draw import draw
from config import Config
from layer.weights.plain import initialise


class MetaGenModel(nn.Module):
    """The encoder, and two layers on its first token."""

    def __init__(self, config: Config = Config()):
        super().__init__()
        self.config = config
        self.distilbert = DistilBert(config)
        self.pre_classifier = nn.Linear(config.hidden_size, config.hidden_size)
        self.dropout = nn.Dropout(config.dropout)
        self.classifier = nn.Linear(config.hidden_size, width(config))
        initialise(self, config, draw)

    def forward(self, tokens: Tensor, mask: Tensor | None = None, targets: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        """tokens (B, T), mask true for tokens and false for padding -> outputs (B, N) and, with targets, the loss."""
        x = self.distilbert(tokens, mask)  # (B, T, C)
        outputs = self.classifier(self.dropout(F.relu(self.pre_classifier(x[:, 0]))))
        return outputs, None if targets is None else criterion(outputs, targets)

    def num_parameters(self) -> int:
        return sum(p.numel() for p in self.parameters())
