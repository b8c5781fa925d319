"""The data: recordings and what is said in them.

A folder holds recordings, PCM .wav each, and transcripts.jsonl, which has a line for each: {"audio": "a.wav", "text": "hello"}. The last
tenth of the lines is for validation. A token is a byte of the text, or START or END.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from config import Blueprint
from layer.mel.mel import log_mel
from layer.mel.recording import read_wav
from model import Config
from scripts.refusal import Refusal

blueprint = Blueprint()

START = 256  # the token before the first byte of a text
END = 257  # the one after its last


class Data:
    """Recordings with their texts, of which so many tokens are read."""

    unit = "recordings"

    def __init__(self, path: Path, config: Config, length: int):
        self.path, self.config, self.length, self.per_row = path, config, length, 1
        file = path / "transcripts.jsonl"
        if not file.is_file():
            raise Refusal(f"there is no {file}: the data is a folder of .wav files with a transcripts.jsonl")
        self.audio: list[Path] = []
        self.texts: list[str] = []
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                entry = json.loads(line)
                self.audio.append(path / entry["audio"])
                self.texts.append(str(entry["text"]))
            except (ValueError, KeyError, TypeError) as error:
                raise Refusal(f'{file}:{number}: {error!r}; a line is {{"audio": "a.wav", "text": "hello"}}') from error
            if not self.audio[-1].is_file():
                raise Refusal(f"{file}:{number}: there is no {self.audio[-1]}")
        if len(self.audio) < 2:
            raise Refusal(f"{file} has {len(self.audio)} recordings, and it takes 2: one is for validation")

    def split(self, name: str) -> range:
        """The recordings of "train", "validation" or "all"."""
        count = len(self.audio)
        first = count - max(1, count // 10)
        return {"train": range(first), "validation": range(first, count), "all": range(count)}[name]

    def identity(self) -> dict[str, Any]:
        """What a checkpoint remembers, so that training goes on with the same data only."""
        return {"recordings": len(self.audio), "bytes": sum(len(text.encode()) for text in self.texts)}

    def batch(self, split: str, rows: int, seed: int, step: int) -> tuple[Tensor, Tensor, Tensor]:
        """Frames, tokens and targets of recordings of a split; seed and step alone say which."""
        places = self.split(split)
        generator = torch.Generator().manual_seed((seed * 1_000_003 + step) % 2**63)
        return self.rows([places[i] for i in torch.randint(len(places), (rows,), generator=generator).tolist()])

    def windows(self, split: str, rows: int) -> Iterator[tuple[list[str], tuple[Tensor, Tensor, Tensor]]]:
        """A split from end to end, so many recordings at a time: their whole texts, and their rows."""
        places = self.split(split)
        for first in range(0, len(places), rows):
            some = list(places[first : first + rows])
            yield [self.texts[i] for i in some], self.rows(some)

    def rows(self, places: list[int]) -> tuple[Tensor, Tensor, Tensor]:
        """Frames (rows, mel_bins, 2 source_positions), and tokens and targets (rows, length): each token's target is the one after it, -1 after END."""
        mel = torch.stack([spectrogram(self.audio[i], self.config) for i in places])
        texts = [[START, *self.texts[i].encode(errors="surrogateescape"), END][: self.length + 1] for i in places]
        tokens = torch.tensor([text[:-1] + [END] * (self.length + 1 - len(text)) for text in texts])
        targets = torch.tensor([text[1:] + [-1] * (self.length + 1 - len(text)) for text in texts])
        return mel, tokens, targets


def spectrogram(file: Path, config: Config) -> Tensor:
    """The log-mel frames of a recording, as many as the model takes: what is longer is cut off, and silence fills up what is shorter."""
    try:
        samples = read_wav(file, blueprint.sample_rate)
    except ValueError as error:
        raise Refusal(str(error)) from error
    return log_mel(samples, 2 * config.source_positions, config.mel_bins, blueprint.n_fft, blueprint.hop_length, blueprint.sample_rate)


def decode(tokens: list[int]) -> str:
    """The text of tokens up to END; what is no UTF-8, and tokens that are no byte, come out as U+FFFD."""
    if END in tokens:
        tokens = tokens[: tokens.index(END)]
    return bytes(min(token, 0xFF) for token in tokens if token != START).decode(errors="replace")  # no UTF-8 has the byte 0xFF


def example(config: Config, rows: int) -> tuple[tuple[Tensor, Tensor], tuple[Tensor]]:
    """Made frames, tokens and targets, T of each row, the training sequence's length or what fits."""
    shape = (rows, min(blueprint.sequence_length, config.max_seq_len))
    mel = torch.randn(rows, config.mel_bins, 2 * config.source_positions)
    return (mel, torch.randint(config.vocab_size, shape)), (torch.randint(config.vocab_size, shape),)
