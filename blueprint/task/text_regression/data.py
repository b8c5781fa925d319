"""The data: texts, each with its numbers.

A file has one example a line: num_outputs numbers with commas between, a tab, and the text. A text's tokens are its bytes; in a file named *.ids it is
token ids with spaces between. The last tenth of the lines is for validation.
"""

import math
from pathlib import Path

import torch
from torch import Tensor

from layer.tokens.lines import Lines, some_tokens
from layer.tokens.segments import inputs
from model import Config
from scripts.refusal import Refusal


class Data(Lines):
    """Texts with their numbers."""

    def __init__(self, path: Path, config: Config, length: int):
        super().__init__(path, 2, config, length)
        self.outputs = config.num_outputs
        self.numbers = [self.read(i) for i in range(len(self.lines))]

    def read(self, line: int) -> list[float]:
        text = self.lines[line][0]
        try:
            numbers = [float(word) for word in text.split(",")]
        except ValueError:
            numbers = []
        if len(numbers) != self.outputs or not all(map(math.isfinite, numbers)):
            raise Refusal(f"{self.path}: the numbers of example {line + 1} are {text!r}, and must be {self.outputs}, with commas between")
        return numbers

    def examples(self, lines: list[int]) -> tuple[tuple[Tensor | None, ...], Tensor]:
        """What the model reads of some lines, and their numbers."""
        return self.texts.inputs([[self.lines[i][1]] for i in lines], self.per_row), torch.tensor([self.numbers[i] for i in lines])

    def batch(self, split: str, rows: int, seed: int, step: int) -> tuple[Tensor | None, ...]:
        inputs, targets = self.examples(self.drawn(split, rows, seed, step))
        return *inputs, targets


def example(config: Config, rows: int) -> tuple[tuple[Tensor | None, ...], tuple[Tensor | None, ...]]:
    """Made texts without padding, and made numbers."""
    return inputs(some_tokens(config, rows), None, None), (torch.randn(rows, config.num_outputs),)
