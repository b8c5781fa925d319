import torch
from torch import Tensor, nn

from arch.encoder.bare_bert import Bert
from arch.encoder.draw import draw
from arch.encoder.masked_lm import criterion
from config import Config
from layer.activation.gelu import activation
from layer.norm.layernorm import Norm
from layer.weights.plain import initialise


class Transform(nn.Module):
    """A layer before the last one."""

    def __init__(self, config: Config):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)
        self.LayerNorm = Norm(config.hidden_size, config)

    def forward(self, x: Tensor) -> Tensor:
        return self.LayerNorm(activation(self.dense(x)))


class Predictions(nn.Module):
    """A score for every token of the vocabulary, by its embedding."""

    def __init__(self, config: Config, table: nn.Embedding):
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(config.vocab_size))
        self.transform = Transform(config)
        self.decoder = nn.Linear(config.hidden_size, config.vocab_size)
        self.decoder.weight, self.decoder.bias = table.weight, self.bias

    def forward(self, x: Tensor) -> Tensor:
        return self.decoder(self.transform(x))


class Head(nn.Module):
    """What BERT's checkpoints name cls."""

    def __init__(self, config: Config, table: nn.Embedding):
        super().__init__()
        self.predictions = Predictions(config, table)

    def forward(self, x: Tensor) -> Tensor:
        return self.predictions(x)


class MetaGenModel(nn.Module):
    """The encoder, and a score for every token of the vocabulary at every place."""

    def __init__(self, config: Config = Config()):
        super().__init__()
        self.config = config
        self.bert = Bert(config)
        self.cls = Head(config, self.bert.embeddings.word_embeddings)
        initialise(self, config, draw)

    def forward(self, tokens: Tensor, mask: Tensor | None = None, types: Tensor | None = None, targets: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        """tokens (B, T), mask true for tokens and false for padding, types the segments, from 0 -> logits (B, T, vocab_size) and, with targets, the loss."""
        logits = self.cls(self.bert(tokens, mask, types))
        return logits, None if targets is None else criterion(logits, targets)

    def num_parameters(self) -> int:
        return sum(p.numel() for p in self.parameters())
