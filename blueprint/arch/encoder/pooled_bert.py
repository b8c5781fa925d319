from torch import Tensor, nn

from arch.encoder.bert_embeddings import Embeddings
from arch.encoder.bert_encoder import Encoder
from config import Config
from layer.pooling.pooler import Pooler


class Bert(nn.Module):
    """A text's tokens, each seeing all others, and one vector for all of them."""

    def __init__(self, config: Config):
        super().__init__()
        self.embeddings = Embeddings(config)
        self.encoder = Encoder(config)
        self.pooler = Pooler(config)

    def forward(self, tokens: Tensor, mask: Tensor | None, types: Tensor | None) -> Tensor:
        """tokens (B, T) -> (B, C)."""
        return self.pooler(self.encoder(self.embeddings(tokens, mask, types), mask), mask)
