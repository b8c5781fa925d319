import torch
import torch.nn.functional as F
from torch import Tensor, nn

from arch.encoder.bare_bert import Bert
from arch.encoder.draw import draw
from arch.encoder.masked_lm import criterion
from config import Config
from layer.norm.layernorm import Norm
from layer.weights.plain import initialise


class Head(nn.Module):
    """A score for every token of the vocabulary, by its embedding."""

    def __init__(self, config: Config, table: nn.Embedding):
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(config.vocab_size))
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)
        self.layer_norm = Norm(config.hidden_size, config)
        self.decoder = nn.Linear(config.hidden_size, config.vocab_size)
        self.decoder.weight, self.decoder.bias = table.weight, self.bias

    def forward(self, x: Tensor) -> Tensor:
        return self.decoder(self.layer_norm(F.gelu(self.dense(x))))


class MetaGenModel(nn.Module):
    """The encoder, and a score for every token of the vocabulary at every place."""

    def __init__(self, config: Config = Config()):
        super().__init__()
        self.config = config
        self.roberta = Bert(config)
        self.lm_head = Head(config, self.roberta.embeddings.word_embeddings)
        initialise(self, config, draw)

    def forward(self, tokens: Tensor, mask: Tensor | None = None, types: Tensor | None = None, targets: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        """tokens (B, T), mask true for tokens and false for padding, types the segments, from 0 -> logits (B, T, vocab_size) and, with targets, the loss."""
        logits = self.lm_head(self.roberta(tokens, mask, types))
        return logits, None if targets is None else criterion(logits, targets)

    def num_parameters(self) -> int:
        return sum(p.numel() for p in self.parameters())
