from torch import Tensor, nn

from arch.encoder.distilbert import DistilBert
from arch.encoder.draw import draw
from arch.encoder.masked_lm import criterion
from config import Config
from layer.activation.gelu import activation
from layer.norm.layernorm import Norm
from layer.weights.plain import initialise


class MetaGenModel(nn.Module):
    """The encoder, and a score for every token of the vocabulary at every place, by its embedding."""

    def __init__(self, config: Config = Config()):
        super().__init__()
        self.config = config
        self.distilbert = DistilBert(config)
        self.vocab_transform = nn.Linear(config.hidden_size, config.hidden_size)
        self.vocab_layer_norm = Norm(config.hidden_size, config)
        self.vocab_projector = nn.Linear(config.hidden_size, config.vocab_size)
        self.vocab_projector.weight = self.distilbert.embeddings.word_embeddings.weight
        initialise(self, config, draw)

    def forward(self, tokens: Tensor, mask: Tensor | None = None, targets: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        """tokens (B, T), mask true for tokens and false for padding -> logits (B, T, vocab_size) and, with targets, the loss."""
        x = activation(self.vocab_transform(self.distilbert(tokens, mask)))  # (B, T, C)
        logits = self.vocab_projector(self.vocab_layer_norm(x))
        return logits, None if targets is None else criterion(logits, targets)

    def num_parameters(self) -> int:
        return sum(p.numel() for p in self.parameters())
