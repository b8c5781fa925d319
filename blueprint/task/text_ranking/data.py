"""The data: queries with documents, and how relevant each document is.

A file has one judgement a line: the query, a tab, the document, a tab, and its relevance, a whole number from 0. A text's tokens are its
bytes; in a file named *.ids it is token ids with spaces between. The last tenth of the queries is for validation.
"""

from collections.abc import Iterator
from pathlib import Path

import torch
from torch import Tensor

from layer.tokens.lines import Lines, some_tokens
from layer.tokens.segments import inputs
from model import Config
from scripts.refusal import Refusal


class Data(Lines):
    """Queries, each with its documents."""

    def __init__(self, path: Path, config: Config, length: int):
        super().__init__(path, 3, config, length)
        found: dict[str, list[int]] = {}
        for number, (query, _, relevance) in enumerate(self.lines):
            if not relevance.isdecimal():
                raise Refusal(f"{path}: the relevance of example {number + 1} is {relevance!r}, and must be a whole number from 0")
            found.setdefault(query, []).append(number)
        self.queries = list(found.values())  # the lines of each
        self.relevance = [int(relevance) for _, _, relevance in self.lines]

    def of(self, split: str) -> list[list[int]]:
        """The lines of each query of a split."""
        cut = len(self.queries) - max(1, len(self.queries) // 10)
        return {"train": self.queries[:cut], "validation": self.queries[cut:], "all": self.queries}[split]

    def unequal(self, split: str) -> list[list[int]]:
        """Those whose documents are not all as relevant: there is something to rank."""
        return [lines for lines in self.of(split) if len({self.relevance[i] for i in lines}) > 1]

    def require(self) -> None:
        """Refuses a file that has nothing to train on."""
        for split in ("train", "validation"):
            if not self.unequal(split):
                raise Refusal(f"{self.path} has no query for {split} with documents of different relevance: pass a file with more queries")

    def examples(self, lines: list[int]) -> tuple[Tensor | None, ...]:
        """What the model reads of some lines."""
        return self.texts.inputs([self.lines[i][:2] for i in lines], self.per_row)

    def batch(self, split: str, rows: int, seed: int, step: int) -> tuple[Tensor | None, ...]:
        """Rows in twos, a query with a document and with a less relevant one, by chance; seed and step alone say which. The last part has the
        query's number and the document's relevance."""
        queries = self.unequal(split)
        generator = torch.Generator().manual_seed((seed * 1_000_003 + step) % 2**63)
        lines, targets = [], []
        for query in torch.randint(len(queries), (rows // 2,), generator=generator).tolist():
            order = [queries[query][i] for i in torch.randperm(len(queries[query]), generator=generator).tolist()]
            other = next(i for i in order if self.relevance[i] != self.relevance[order[0]])
            for line in (order[0], other):
                lines.append(line)
                targets.append([query, self.relevance[line]])
        return *self.examples(lines), torch.tensor(targets)

    def ranked(self, split: str) -> Iterator[list[int]]:
        """The lines of each query of a split that has something to rank."""
        yield from self.unequal(split)


def example(config: Config, rows: int) -> tuple[tuple[Tensor | None, ...], tuple[Tensor | None, ...]]:
    """Made queries with documents, without padding, in twos: of each two, the first is relevant."""
    places = torch.arange(rows)
    return inputs(some_tokens(config, rows), None, None), (torch.stack([places // 2, 1 - places % 2], dim=1),)
