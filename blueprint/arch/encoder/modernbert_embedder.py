from torch import Tensor, nn

from arch.encoder.contrastive import criterion
from arch.encoder.draw import draw
from arch.encoder.modernbert_block import Block, through
from arch.encoder.modernbert_embeddings import Embeddings
from config import Config
from layer.norm.layernorm import Norm
from layer.pooling.mean import Pooler
from layer.pooling.unit import Unit
from layer.weights.plain import initialise


class MetaGenModel(nn.Module):
    """The encoder, and one vector of length 1 for a text."""

    def __init__(self, config: Config = Config()):
        super().__init__()
        self.config = config
        self.embeddings = Embeddings(config)
        self.layers = nn.ModuleList(Block(config, i) for i in range(config.layers))
        self.final_norm = Norm(config.hidden_size, config)
        self.pooler = Pooler(config)
        self.head = Unit(config)
        initialise(self, config, draw)

    def forward(self, tokens: Tensor, mask: Tensor | None = None, targets: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        """tokens (B, T), mask true for tokens and false for padding -> embeddings (B, E) and, with targets, the loss."""
        x = self.final_norm(through(self.layers, self.config, self.embeddings(tokens), mask))
        embeddings = self.head(self.pooler(x, mask))
        return embeddings, None if targets is None else criterion(embeddings, targets, self.config)

    def num_parameters(self) -> int:
        return sum(p.numel() for p in self.parameters())
