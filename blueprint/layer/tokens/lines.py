from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from config import Blueprint
from layer.tokens.segments import inputs
from layer.tokens.specials import specials
from model import Config
from scripts.refusal import Refusal

blueprint = Blueprint()


def training_length(config: Config) -> int:
    """Tokens of a training sequence, or as many as fit."""
    return min(blueprint.sequence_length, config.max_seq_len)


class Texts:
    """What makes tokens of texts: of their bytes, or of the ids that a tokenizer gave."""

    def __init__(self, tokenizer: str, config: Config):
        self.tokenizer, self.config = tokenizer, config
        others = specials(blueprint)
        self.plain = [token for token in range(config.vocab_size) if token not in others]
        if tokenizer == "bytes":
            if len(self.plain) < 256:
                raise Refusal(f"bytes take a vocab_size of {256 + len(others)}; the model has {config.vocab_size}: pass a file of token ids, named *.ids")
            self.plain = self.plain[:256]

    def encode(self, text: str) -> list[int]:
        if self.tokenizer == "bytes":
            return [self.plain[byte] for byte in text.encode(errors="surrogateescape")]
        try:
            tokens = [int(word) for word in text.split()]
        except ValueError as error:
            raise Refusal(f"{error}; a text is token ids here, with spaces between") from error
        if tokens and not 0 <= min(tokens) <= max(tokens) < self.config.vocab_size:
            raise Refusal(f"the tokens are {min(tokens)} to {max(tokens)}, and the model knows 0 to {self.config.vocab_size - 1}")
        return tokens

    def sequences(self, texts: list[list[str]], length: int) -> tuple[Tensor, Tensor, Tensor]:
        """Texts, or pairs of them, between special tokens and filled up with padding -> tokens, mask and types, (rows, length) each."""
        tokens = torch.full((len(texts), length), blueprint.pad_token)
        mask, types = torch.zeros(len(texts), length, dtype=torch.bool), torch.zeros(len(texts), length, dtype=torch.long)
        for row, parts in enumerate(texts):
            room = length - 1 - len(parts)  # the special tokens aside
            sequence = [blueprint.cls_token]
            for i, part in enumerate(parts):
                ids = self.encode(part)[: room if i == len(parts) - 1 else room // 2]
                room -= len(ids)
                types[row, len(sequence) : len(sequence) + len(ids) + 1] = i
                sequence += [*ids, blueprint.sep_token]
            tokens[row, : len(sequence)], mask[row, : len(sequence)] = torch.tensor(sequence), True
        return tokens, mask, types

    def inputs(self, texts: list[list[str]], length: int) -> tuple[Tensor | None, ...]:
        """What the model reads of texts, or of pairs of them."""
        return inputs(*self.sequences(texts, length))


class Lines:
    """Examples, one a line, with tabs between their fields. A text's tokens are its bytes, or, in a file named *.ids, what a tokenizer made of it."""

    unit = "tokens"

    def __init__(self, path: Path, fields: int, config: Config, length: int):
        if not path.is_file():
            raise Refusal(f"there is no file {path}")
        self.path, self.per_row = path, length
        self.texts = Texts("ids" if path.suffix == ".ids" else "bytes", config)
        self.lines = [line.split("\t") for line in path.read_text(encoding="utf-8", errors="surrogateescape").split("\n") if line.strip()]
        for number, line in enumerate(self.lines, 1):
            if len(line) != fields:
                raise Refusal(f"{path}: example {number} has {len(line)} fields with tabs between, and must have {fields}")

    def split(self, name: str) -> range:
        """The numbers of the lines of "train", "validation" or "all"."""
        cut = len(self.lines) - max(1, len(self.lines) // 10)
        return {"train": range(cut), "validation": range(cut, len(self.lines)), "all": range(len(self.lines))}[name]

    def require(self) -> None:
        """Refuses a file that is too short to train on."""
        if len(self.lines) < 2:
            raise Refusal(f"{self.path} has {len(self.lines)} examples, and training takes one and validation another: pass a longer file")

    def identity(self) -> dict[str, Any]:
        """What a checkpoint remembers, so that training goes on with the same data only."""
        return {"tokenizer": self.texts.tokenizer, "examples": len(self.lines)}

    def drawn(self, split: str, count: int, seed: int, step: int) -> list[int]:
        """So many lines of a split, by chance; seed and step alone say which."""
        places = self.split(split)
        generator = torch.Generator().manual_seed((seed * 1_000_003 + step) % 2**63)
        return [places[i] for i in torch.randint(len(places), (count,), generator=generator).tolist()]

    def pieces(self, split: str, size: int) -> Iterator[list[int]]:
        """The lines of a split in order, so many at a time."""
        places = list(self.split(split))
        for first in range(0, len(places), size):
            yield places[first : first + size]


def some_tokens(config: Config, rows: int) -> Tensor:
    """Made tokens, (rows, T), T the training sequence's length or what fits."""
    return torch.randint(config.vocab_size, (rows, training_length(config)))
