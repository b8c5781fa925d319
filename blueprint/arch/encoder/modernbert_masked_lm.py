from torch import Tensor, nn

from arch.encoder.draw import draw
from arch.encoder.masked_lm import criterion
from arch.encoder.modernbert import ModernBert
from arch.encoder.modernbert_head import PredictionHead
from config import Config
from layer.weights.plain import initialise


class MetaGenModel(nn.Module):
    """The encoder, and a score for every token of the vocabulary at every place, by its embedding."""

    def __init__(self, config: Config = Config()):
        super().__init__()
        self.config = config
        self.model = ModernBert(config)
        self.head = PredictionHead(config)
        self.decoder = nn.Linear(config.hidden_size, config.vocab_size, bias=config.lm_head_bias)
        self.decoder.weight = self.model.embeddings.tok_embeddings.weight
        initialise(self, config, draw)

    def forward(self, tokens: Tensor, mask: Tensor | None = None, targets: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        """tokens (B, T), mask true for tokens and false for padding -> logits (B, T, vocab_size) and, with targets, the loss."""
        logits = self.decoder(self.head(self.model(tokens, mask)))
        return logits, None if targets is None else criterion(logits, targets)

    def num_parameters(self) -> int:
        return sum(p.numel() for p in self.parameters())
