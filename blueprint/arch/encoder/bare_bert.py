from torch import Tensor, nn

from arch.encoder.bert_embeddings import Embeddings
from arch.encoder.bert_encoder import Encoder
from config import Config


class Bert(nn.Module):
    """A text's tokens, each seeing all others."""

    def __init__(self, config: Config):
        super().__init__()
        self.embeddings = Embeddings(config)
        self.encoder = Encoder(config)

    def forward(self, tokens: Tensor, mask: Tensor | None, types: Tensor | None) -> Tensor:
        """tokens (B, T) -> (B, T, C)."""
        return self.encoder(self.embeddings(tokens, mask, types), mask)
