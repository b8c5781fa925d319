import torch
from torch import Tensor, nn

from arch.encoder.bare_bert import Bert
from arch.encoder.classification import criterion, width
from arch.encoder.draw import draw
from config import Config
from layer.weights.plain import initialise


class Classifier(nn.Module):
    """Two layers on the first token."""

    def __init__(self, config: Config):
        super().__init__()
        self.dropout = nn.Dropout(config.dropout)
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)
        self.out_proj = nn.Linear(config.hidden_size, width(config))

    def forward(self, x: Tensor) -> Tensor:
        """x (B, T, C) -> (B, N)."""
        return self.out_proj(self.dropout(torch.tanh(self.dense(self.dropout(x[:, 0])))))


class MetaGenModel(nn.Module):
    """The encoder, and two layers on its first token."""

    def __init__(self, config: Config = Config()):
        super().__init__()
        self.config = config
        self.roberta = Bert(config)
        self.classifier = Classifier(config)
        initialise(self, config, draw)

    def forward(self, tokens: Tensor, mask: Tensor | None = None, types: Tensor | None = None, targets: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        """tokens (B, T), mask true for tokens and false for padding, types the segment of each, from 0 -> outputs (B, N) and, with targets, the loss."""
        outputs = self.classifier(self.roberta(tokens, mask, types))
        return outputs, None if targets is None else criterion(outputs, targets)

    def num_parameters(self) -> int:
        return sum(p.numel() for p in self.parameters())
