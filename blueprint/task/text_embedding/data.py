"""The data: pairs of texts that belong together.

A file has one pair a line, with a tab between its texts. A text's tokens are its bytes; in a file named *.ids it is token ids with spaces
between. The last tenth of the pairs is for validation.
"""

from pathlib import Path

import torch
from torch import Tensor

from layer.tokens.lines import Lines, some_tokens
from layer.tokens.segments import inputs
from model import Config


class Data(Lines):
    """Pairs of texts."""

    def __init__(self, path: Path, config: Config, length: int):
        super().__init__(path, 2, config, length)
        numbers: dict[str, int] = {}  # of the first text of each pair: pairs that have it in common belong together
        self.groups = [numbers.setdefault(first, len(numbers)) for first, _ in self.lines]

    def side(self, lines: list[int], place: int) -> tuple[Tensor | None, ...]:
        """What the model reads of the first or the second text of some pairs."""
        return self.texts.inputs([[self.lines[i][place]] for i in lines], self.per_row)

    def batch(self, split: str, rows: int, seed: int, step: int) -> tuple[Tensor | None, ...]:
        """Rows in twos, each two a pair, by chance; seed and step alone say which. The last part is equal for texts that belong together."""
        lines = self.drawn(split, rows // 2, seed, step)
        both = self.texts.inputs([[text] for i in lines for text in self.lines[i]], self.per_row)
        return *both, torch.tensor([self.groups[i] for i in lines for _ in range(2)])


def example(config: Config, rows: int) -> tuple[tuple[Tensor | None, ...], tuple[Tensor | None, ...]]:
    """Made texts without padding, of which each two belong together."""
    return inputs(some_tokens(config, rows), None, None), (torch.arange(rows) // 2,)
