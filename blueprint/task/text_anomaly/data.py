"""The data: normal texts, of whose tokens some are hidden.

A file has one text a line, each of them normal. Its tokens are its bytes; in a file named *.ids the line is token ids with spaces between. Of
each text 15% of the tokens are chosen: of these 8 in 10 become the mask token, 1 any other, and 1 stays. The last tenth of the lines is for
validation.
"""

from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from config import Blueprint
from layer.tokens.lines import Lines, Texts, some_tokens
from layer.tokens.masking import hidden
from layer.tokens.segments import inputs
from model import Config, MetaGenModel


class Data(Lines):
    """Normal texts, with tokens hidden."""

    def __init__(self, path: Path, config: Config, length: int):
        super().__init__(path, 1, config, length)

    def masked(self, lines: list[int], seed: int) -> tuple[tuple[Tensor | None, ...], Tensor]:
        """What the model reads of some lines, and the tokens that are hidden in it; -100 where none is."""
        blueprint = Blueprint()
        tokens, mask, types = self.texts.sequences([self.lines[i] for i in lines], self.per_row)
        generator = torch.Generator().manual_seed(seed % 2**63)
        shown, targets = hidden(tokens, mask & torch.isin(tokens, torch.tensor(self.texts.plain)), self.texts.plain, blueprint.mask_token, generator)
        return inputs(shown, mask, types), targets

    def batch(self, split: str, rows: int, seed: int, step: int) -> tuple[Tensor | None, ...]:
        """Lines of a split, and tokens to hide, by chance; seed and step alone say which."""
        inputs, targets = self.masked(self.drawn(split, rows, seed, step), seed * 1_000_003 + step)
        return *inputs, targets


def example(config: Config, rows: int) -> tuple[tuple[Tensor | None, ...], tuple[Tensor | None, ...]]:
    """Made texts without padding, and made targets at every place."""
    return inputs(some_tokens(config, rows), None, None), (some_tokens(config, rows),)


def surprises(model: MetaGenModel, texts: Texts, parts: list[str], length: int, device: torch.device) -> Tensor:
    """How surprising each text is, (rows,): the mean of -log P(token | the others), in nats, each token being hidden once, one in seven at a time:
    about as many as in training."""
    blueprint, passes = Blueprint(), 7
    tokens, mask, types = texts.sequences([[part] for part in parts], length)
    may = mask & torch.isin(tokens, torch.tensor(texts.plain))
    nats = torch.zeros(len(parts), dtype=torch.float64)
    for turn in range(passes):
        chosen = may & (torch.arange(length) % passes == turn)
        read = inputs(torch.where(chosen, blueprint.mask_token, tokens), mask, types)
        with torch.inference_mode():
            logits = model(*[part if part is None else part.to(device) for part in read])[0][chosen.to(device)].float()
            nats.index_add_(0, chosen.nonzero()[:, 0], F.cross_entropy(logits, tokens[chosen].to(device), reduction="none").double().cpu())
    return nats / may.sum(1).clamp(min=1)
