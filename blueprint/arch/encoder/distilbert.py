from torch import Tensor, nn

from arch.encoder.distilbert_embeddings import Embeddings
from arch.encoder.distilbert_encoder import Encoder
from config import Config


class DistilBert(nn.Module):
    """A text's tokens, each seeing all others."""

    def __init__(self, config: Config):
        super().__init__()
        self.embeddings = Embeddings(config)
        self.transformer = Encoder(config)

    def forward(self, tokens: Tensor, mask: Tensor | None) -> Tensor:
        """tokens (B, T) -> (B, T, C)."""
        return self.transformer(self.embeddings(tokens), mask)
