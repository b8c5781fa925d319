"""The data: pairs of a source and a target, indexed once and read as they are needed.

A file named *.jsonl has an object a line, {"source": ..., "target": ...}, both texts or both lists of token ids. A file named *.tsv has a source, a tab and
a target a line. A text's tokens are the bytes of its UTF-8, each 3 higher (ByT5), and a 1 at its end; 0 pads, and begins the target. Token ids
stand as they are, and end in 1 likewise. The last tenth of the pairs is for validation.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from config import Blueprint
from model import Config
from scripts.refusal import Refusal

blueprint = Blueprint()


class Token:
    """The tokens that are no byte, and the token of byte 0."""

    PAD, END, BYTES = 0, 1, 3


class Data:
    """The pairs of a file, cut to a length of the source and one of the target."""

    unit = "pairs"
    per_row = 1

    def __init__(self, path: Path, vocab_size: int, source_length: int, target_length: int):
        if not path.is_file():
            raise Refusal(f"there is no file {path}")
        if path.suffix not in (".jsonl", ".tsv"):
            raise Refusal(f"{path} is neither a .jsonl file of sources and targets nor a .tsv file of them")
        self.path, self.vocab_size, self.lengths, self.starts = path, vocab_size, (source_length, target_length), [0]
        self.file = path.open("rb")
        self.starts += [self.file.tell() for line in iter(self.file.readline, b"") if line.strip()]
        self.count = len(self.starts) - 1
        self.tokenizer = "tokens" if self.count > 0 and not isinstance(self.pair(0)[0], str) else "bytes"
        if self.tokenizer == "bytes" and vocab_size < Token.BYTES + 256:
            raise Refusal(f"{path} is read byte by byte, which takes a vocab_size of {Token.BYTES + 256}; the model has {vocab_size}: pass lists of token ids")

    def split(self, name: str) -> range:
        """The numbers of the pairs of "train", "validation" or "all"."""
        cut = self.count - self.count // 10
        return {"train": range(cut), "validation": range(cut, self.count), "all": range(self.count)}[name]

    def require(self) -> None:
        """Refuses a file that has too little to train on."""
        if self.count < 10:
            raise Refusal(f"{self.path} has {self.count} pairs, and the least is 10, of which one is for validation: pass more")

    def identity(self) -> dict[str, Any]:
        """What a checkpoint remembers, so that training goes on with the same data only."""
        return {"tokenizer": self.tokenizer, "pairs": self.count, "source_length": self.lengths[0], "target_length": self.lengths[1]}

    def batch(self, split: str, rows: int, seed: int, step: int) -> tuple[Tensor | None, ...]:
        """Pairs from anywhere in a split, as the model takes them; seed and step alone say which."""
        places = self.split(split)
        generator = torch.Generator().manual_seed((seed * 1_000_003 + step) % 2**63)
        return self.rows([places[i] for i in torch.randint(len(places), (rows,), generator=generator).tolist()])

    def batches(self, split: str, rows: int) -> Iterator[tuple[range, tuple[Tensor | None, ...]]]:
        """A split from end to end, so many pairs at a time, each time with their numbers."""
        places = self.split(split)
        for first in range(0, len(places), rows):
            yield places[first : first + rows], self.rows(list(places[first : first + rows]))

    def rows(self, places: list[int]) -> tuple[Tensor | None, ...]:
        """Source (B, S), its mask (B, S) or None where nothing is padded, the target behind a PAD (B, T), and the target (B, T), -1 where it is padded."""
        pairs = [[self.tokens(part, length) for part, length in zip(self.pair(i), self.lengths, strict=True)] for i in places]
        source, target = padded([pair[0] for pair in pairs], Token.PAD), padded([pair[1] for pair in pairs], -1)
        mask = padded([[1] * len(pair[0]) for pair in pairs], 0).bool()
        behind = torch.cat([torch.full((len(pairs), 1), Token.PAD), target[:, :-1].clamp(min=Token.PAD)], dim=1)
        return source, None if mask.all() else mask, behind, target

    def tokens(self, part: Any, length: int) -> list[int]:
        """The tokens of a text or of a list of them, cut to a length with the end that they get."""
        tokens = encode(part) if isinstance(part, str) else part
        if not isinstance(tokens, list) or not all(isinstance(token, int) and 0 <= token < self.vocab_size for token in tokens):
            raise Refusal(f"{self.path} holds {str(part)[:40]!r}, which is neither a text nor a list of tokens from 0 to {self.vocab_size - 1}")
        return tokens[: length - 1] + [Token.END]

    def pair(self, i: int) -> tuple[Any, Any]:
        """The source and the target of a number, as the file has them."""
        self.file.seek(self.starts[i])
        line = self.file.read(self.starts[i + 1] - self.starts[i]).decode(errors="replace").strip("\r\n")
        try:
            if self.path.suffix == ".jsonl":
                entry = json.loads(line)
                source, target = entry["source"], entry["target"]
            else:
                source, target = line.split("\t")
        except (ValueError, KeyError, TypeError) as error:
            raise Refusal(f"pair {i + 1} of {self.path} is no source and target: {error!r}") from error
        return source, target


def padded(rows: list[list[int]], padding: int) -> Tensor:
    """Rows of one length, that of the longest."""
    width = max(len(row) for row in rows)
    return torch.tensor([row + [padding] * (width - len(row)) for row in rows])


def example(config: Config, rows: int) -> tuple[tuple[Tensor | None, ...], tuple[Tensor | None, ...]]:
    """A made source (rows, S) without padding and tokens (rows, T); and targets (rows, T)."""
    source = (rows, min(blueprint.source_length, config.max_seq_len))
    target = (rows, min(blueprint.sequence_length, config.max_seq_len))
    return (torch.randint(config.vocab_size, source), None, torch.randint(config.vocab_size, target)), (torch.randint(config.vocab_size, target),)


def encode(text: str) -> list[int]:
    """A text as tokens, one a byte of its UTF-8."""
    return [byte + Token.BYTES for byte in text.encode(errors="surrogateescape")]


def decode(tokens: list[int]) -> str:
    """The text of tokens up to their end; what is no UTF-8, and tokens that are no byte, come out as U+FFFD."""
    ended = tokens[: tokens.index(Token.END)] if Token.END in tokens else tokens
    return bytes(token - Token.BYTES if Token.BYTES <= token < Token.BYTES + 256 else 0xFF for token in ended if token != Token.PAD).decode(errors="replace")
