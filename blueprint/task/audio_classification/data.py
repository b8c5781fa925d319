"""The data: recordings by class.

A folder holds a folder for each class, by whose name it is known, with PCM .wav files. The last tenth of each, by name, is for validation.
"""

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


class Data:
    """Recordings, each with the number of its class."""

    unit = "recordings"

    def __init__(self, path: Path, config: Config):
        if not path.is_dir():
            raise Refusal(f"{path} is no folder: the data is one, with a folder of .wav files for each class")
        self.config, self.per_row = config, 1
        self.classes = sorted(folder.name for folder in path.iterdir() if folder.is_dir() and any(folder.glob("*.wav")))
        if len(self.classes) != config.num_classes:
            raise Refusal(f"{path} has {len(self.classes)} folders with .wav files, and the model has {config.num_classes} classes")
        self.places: dict[str, list[tuple[Path, int]]] = {"train": [], "validation": []}
        for number, name in enumerate(self.classes):
            files = sorted((path / name).glob("*.wav"))
            if len(files) < 2:
                raise Refusal(f"{path / name} has {len(files)} recordings, and it takes 2: one is for validation")
            first = len(files) - max(1, len(files) // 10)
            self.places["train"] += [(file, number) for file in files[:first]]
            self.places["validation"] += [(file, number) for file in files[first:]]
        self.places["all"] = self.places["train"] + self.places["validation"]

    def identity(self) -> dict[str, Any]:
        """What a checkpoint remembers, so that training goes on with the same data only."""
        return {"classes": self.classes, "recordings": len(self.places["all"])}

    def batch(self, split: str, rows: int, seed: int, step: int) -> tuple[Tensor, Tensor]:
        """Frames and classes of recordings of a split; seed and step alone say which."""
        places = self.places[split]
        generator = torch.Generator().manual_seed((seed * 1_000_003 + step) % 2**63)
        return self.rows([places[i] for i in torch.randint(len(places), (rows,), generator=generator).tolist()])

    def windows(self, split: str, rows: int) -> Iterator[tuple[Tensor, Tensor]]:
        """A split from end to end, so many recordings at a time."""
        places = self.places[split]
        for first in range(0, len(places), rows):
            yield self.rows(places[first : first + rows])

    def rows(self, places: list[tuple[Path, int]]) -> tuple[Tensor, Tensor]:
        """Frames (rows, mel_bins, 2 source_positions) and classes (rows,)."""
        return torch.stack([spectrogram(file, self.config) for file, _ in places]), torch.tensor([number for _, number in places])


def spectrogram(file: Path, config: Config) -> Tensor:
    """The log-mel frames of a recording, as many as the model takes: what is longer is cut off, and silence fills up what is shorter."""
    try:
        samples = read_wav(file, blueprint.sample_rate)
    except ValueError as error:
        raise Refusal(str(error)) from error
    return log_mel(samples, 2 * config.source_positions, config.mel_bins, blueprint.n_fft, blueprint.hop_length, blueprint.sample_rate)


def example(config: Config, rows: int) -> tuple[tuple[Tensor], tuple[Tensor]]:
    """Made frames and classes."""
    return (torch.randn(rows, config.mel_bins, 2 * config.source_positions),), (torch.randint(config.num_classes, (rows,)),)
