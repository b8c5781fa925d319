"""The data: a corpus of tokens, mapped into memory and never read whole.

A file named *.bin holds tokens, little-endian: uint16 where vocab_size is at most 65,536, else uint32. Any other file is text, each byte
of it a token. The last tenth of a corpus is for validation.
"""

import mmap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from config import Blueprint
from model import Config
from scripts.refusal import Refusal

blueprint = Blueprint()


class Data:
    """The tokens of a file, in sequences of a length."""

    unit = "tokens"

    def __init__(self, path: Path, vocab_size: int, length: int):
        if not path.is_file():
            raise Refusal(f"there is no file {path}")
        self.path, self.vocab_size, self.per_row = path, vocab_size, length
        self.tokenizer = "tokens" if path.suffix == ".bin" else "bytes"
        self.kind = torch.uint16 if vocab_size <= 1 << 16 else torch.uint32
        if self.tokenizer == "bytes":
            self.kind = torch.uint8
            if vocab_size < 256:
                raise Refusal(f"{path} is read byte by byte, which takes a vocab_size of 256; the model has {vocab_size}: pass a .bin file of tokens")
        size = path.stat().st_size
        if size == 0 or size % self.kind.itemsize != 0:
            raise Refusal(f"{path} has {size} bytes, which is no whole number of tokens of {self.kind.itemsize} bytes")
        self.count = size // self.kind.itemsize
        with path.open("rb") as file:
            self.mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def split(self, name: str) -> range:
        """The places of the tokens of "train", "validation" or "all"."""
        cut = self.count - self.count // 10
        return {"train": range(cut), "validation": range(cut, self.count), "all": range(self.count)}[name]

    def require(self) -> None:
        """Refuses a corpus that is too short to train on."""
        train, validation, length = len(self.split("train")), len(self.split("validation")), self.per_row
        if min(train, validation) <= length:
            raise Refusal(
                f"{self.path} has {train} tokens to train on and {validation} to validate on, and a sequence of {length} takes {length + 1} "
                "of each: pass a longer file or a shorter --sequence-length"
            )

    def identity(self) -> dict[str, Any]:
        """What a checkpoint remembers, so that training goes on with the same data only."""
        return {"tokenizer": self.tokenizer, "tokens": self.count}

    def batch(self, split: str, rows: int, seed: int, step: int) -> tuple[Tensor, Tensor]:
        """Sequences from anywhere in a split and, for each token, the one after it, (rows, length) each; seed and step alone say which."""
        places = self.split(split)
        generator = torch.Generator().manual_seed((seed * 1_000_003 + step) % 2**63)
        starts = torch.randint(len(places) - self.per_row, (rows,), generator=generator)
        return self.pairs((places[start] for start in starts.tolist()), self.per_row)

    def windows(self, split: str, rows: int) -> Iterator[tuple[Tensor, Tensor]]:
        """A split from end to end, (rows, length) at a time and a shorter rest: each token but the first is a target once."""
        places, length = self.split(split), self.per_row
        whole, rest = divmod(max(0, len(places) - 1), length)
        for first in range(0, whole, rows):
            yield self.pairs((places[i * length] for i in range(first, min(first + rows, whole))), length)
        if rest > 0:
            yield self.pairs([places[whole * length]], rest)

    def pairs(self, starts: Iterable[int], length: int) -> tuple[Tensor, Tensor]:
        """The sequences that begin at some places, and the tokens that follow each of theirs."""
        rows = torch.stack([self.read(start, length + 1) for start in starts])
        if (largest := int(rows.max())) >= self.vocab_size:
            raise Refusal(f"{self.path} holds the token {largest}, and vocab_size is {self.vocab_size}: it was made for another vocabulary")
        return rows[:, :-1], rows[:, 1:]

    def read(self, start: int, count: int) -> Tensor:
        size = self.kind.itemsize
        return torch.frombuffer(bytearray(self.mapped[start * size : (start + count) * size]), dtype=self.kind).long()


def example(config: Config, rows: int) -> tuple[tuple[Tensor], tuple[Tensor]]:
    """Made tokens and targets, (rows, T) each, T the training sequence's length or what fits."""
    shape = (rows, min(blueprint.sequence_length, config.max_seq_len))
    return (torch.randint(config.vocab_size, shape),), (torch.randint(config.vocab_size, shape),)


def encode(text: str) -> list[int]:
    """A text as tokens, one a byte of its UTF-8."""
    return list(text.encode(errors="surrogateescape"))


def decode(tokens: list[int]) -> str:
    """The text of tokens; what is no UTF-8, and tokens that are no byte, come out as U+FFFD."""
    return bytes(min(token, 0xFF) for token in tokens).decode(errors="replace")  # no UTF-8 has the byte 0xFF
