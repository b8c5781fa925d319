"""The data: texts, of whose tokens some are hidden.

A file has one text a line. Its tokens are its bytes; in a file named *.ids the line is token ids with spaces between. Of each text 15% of the
tokens are chosen: of these 8 in 10 become the mask token, 1 any other, and 1 stays. The last tenth of the lines is for validation.
"""

from pathlib import Path

import torch
from torch import Tensor

from config import Blueprint
from layer.tokens.lines import Lines, some_tokens
from layer.tokens.masking import hidden
from layer.tokens.segments import inputs
from model import Config


class Data(Lines):
    """Texts, with tokens hidden."""

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
