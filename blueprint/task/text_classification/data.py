"""The data: texts, each with its class.

A file has one example a line: the class, a whole number from 0, a tab, and the text. A text's tokens are its bytes; in a file named *.ids it is
token ids with spaces between. The last tenth of the lines is for validation.
"""

from pathlib import Path

import torch
from torch import Tensor

from layer.tokens.lines import Lines, some_tokens
from layer.tokens.segments import inputs
from model import Config
from scripts.refusal import Refusal


class Data(Lines):
    """Texts with their classes."""

    def __init__(self, path: Path, config: Config, length: int):
        super().__init__(path, 2, config, length)
        self.classes: list[int] = []
        for number, (label, _) in enumerate(self.lines, 1):
            if not label.isdecimal() or int(label) >= config.num_classes:
                raise Refusal(f"{path}: the class of example {number} is {label!r}, and must be 0 to {config.num_classes - 1}")
            self.classes.append(int(label))

    def examples(self, numbers: list[int]) -> tuple[tuple[Tensor | None, ...], Tensor]:
        """What the model reads of some lines, and their classes."""
        return self.texts.inputs([[self.lines[i][1]] for i in numbers], self.per_row), torch.tensor([self.classes[i] for i in numbers])

    def batch(self, split: str, rows: int, seed: int, step: int) -> tuple[Tensor | None, ...]:
        inputs, targets = self.examples(self.drawn(split, rows, seed, step))
        return *inputs, targets


def example(config: Config, rows: int) -> tuple[tuple[Tensor | None, ...], tuple[Tensor | None, ...]]:
    """Made texts without padding, and made classes."""
    return inputs(some_tokens(config, rows), None, None), (torch.randint(config.num_classes, (rows,)),)
