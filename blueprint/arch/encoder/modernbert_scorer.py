from torch import Tensor, nn

from arch.encoder.classification import criterion, width
from arch.encoder.draw import draw
from arch.encoder.modernbert import ModernBert
from arch.encoder.modernbert_head import PredictionHead
from config import Config
from layer.pooling.cls import Pooler
from layer.weights.plain import initialise


class MetaGenModel(nn.Module):
    """The encoder, and two layers on one vector of a text."""

    def __init__(self, config: Config = Config()):
        super().__init__()
        self.config = config
        self.model = ModernBert(config)
        self.pooler = Pooler(config)
        self.head = PredictionHead(config)
        self.drop = nn.Dropout(config.dropout)
        self.classifier = nn.Linear(config.hidden_size, width(config))
        initialise(self, config, draw)

    def forward(self, tokens: Tensor, mask: Tensor | None = None, targets: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        """tokens (B, T), mask true for tokens and false for padding -> outputs (B, N) and, with targets, the loss."""
        outputs = self.classifier(self.drop(self.head(self.pooler(self.model(tokens, mask), mask))))
        return outputs, None if targets is None else criterion(outputs, targets)

    def num_parameters(self) -> int:
        return sum(p.numel() for p in self.parameters())
