from torch import Tensor, nn

from arch.encoder.bert_embeddings import Embeddings
from arch.encoder.bert_encoder import Encoder
from arch.encoder.contrastive import criterion
from arch.encoder.draw import draw
from config import Config
from layer.pooling.mean import Pooler
from layer.pooling.unit import Unit
from layer.weights.plain import initialise


class MetaGenModel(nn.Module):
    """The encoder, and one vector of length 1 for a text."""

    def __init__(self, config: Config = Config()):
        super().__init__()
        self.config = config
        self.embeddings = Embeddings(config)
        self.encoder = Encoder(config)
        self.pooler = Pooler(config)
        self.head = Unit(config)
        initialise(self, config, draw)

    def forward(self, tokens: Tensor, mask: Tensor | None = None, types: Tensor | None = None, targets: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        """tokens (B, T), mask true for tokens and false for padding, types the segment of each, from 0 -> embeddings (B, E) and, with targets, the loss."""
        x = self.encoder(self.embeddings(tokens, mask, types), mask)
        embeddings = self.head(self.pooler(x, mask))
        return embeddings, None if targets is None else criterion(embeddings, targets, self.config)

    def num_parameters(self) -> int:
        return sum(p.numel() for p in self.parameters())
