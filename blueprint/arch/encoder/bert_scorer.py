from torch import Tensor, nn

from arch.encoder.classification import criterion, width
from arch.encoder.draw import draw
from arch.encoder.pooled_bert import Bert
from config import Config
from layer.weights.plain import initialise


class MetaGenModel(nn.Module):
    """The encoder, and a layer on the vector of its first token."""

    def __init__(self, config: Config = Config()):
        super().__init__()
        self.config = config
        self.bert = Bert(config)
        self.dropout = nn.Dropout(config.dropout)
        self.classifier = nn.Linear(config.hidden_size, width(config))
        initialise(self, config, draw)

    def forward(self, tokens: Tensor, mask: Tensor | None = None, types: Tensor | None = None, targets: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        """tokens (B, T), mask true for tokens and false for padding, types the segment of each, from 0 -> outputs (B, N) and, with targets, the loss."""
        outputs = self.classifier(self.dropout(self.bert(tokens, mask, types)))
        return outputs, None if targets is None else criterion(outputs, targets)

    def num_parameters(self) -> int:
        return sum(p.numel() for p in self.parameters())
