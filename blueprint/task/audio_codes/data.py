"""The data: clips of audio as the codes of a codec, mapped into memory and never read whole.

A folder holds clips, a.npy each: whole numbers of shape (codebooks, frames). The last tenth of them, by name, is for validation. A file
named *.bin is uint16, little-endian, of shape (codebooks, frames), one codebook after the other: ten clips of equal length.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from config import Blueprint
from model import Config, delay
from scripts.refusal import Refusal
from task.audio_codes.without import Condition, made_condition

blueprint = Blueprint()


class Data:
    """Clips, in windows of a number of positions."""

    unit = "frames"

    def __init__(self, path: Path, config: Config, length: int):
        self.path, self.config = path, config
        self.late = (config.codebooks - 1) // config.audio_channels
        self.per_row = length - self.late
        if self.per_row < 1:
            raise Refusal(f"{length} positions hold no whole frame: the last of {config.codebooks} codebooks is {self.late} late")
        if path.is_dir():
            files = sorted(file for file in path.glob("*.npy") if not file.name.endswith(".states.npy"))
            self.names, self.clips = [file.name for file in files], [self.read(file) for file in files]
        elif path.is_file() and path.suffix == ".bin":
            self.names, self.clips = self.cut(path)
        else:
            raise Refusal(f"{path} is no folder of .npy clips, and no .bin file")
        if len(self.clips) < 2:
            raise Refusal(f"{path} has {len(self.clips)} clips, and it takes 2: one is for validation")
        self.condition = Condition(path, self.names, config)

    def read(self, file: Path) -> Any:
        try:
            clip = np.load(file, mmap_mode="r", allow_pickle=False)
        except (OSError, ValueError, EOFError) as error:
            raise Refusal(f"{file} cannot be read: {error}") from error
        if clip.ndim != 2 or clip.dtype.kind not in "iu" or clip.shape[0] != self.config.codebooks or clip.shape[1] < 1:
            raise Refusal(f"{file} holds {clip.dtype} of shape {clip.shape}, and must hold whole numbers of shape ({self.config.codebooks}, frames)")
        return clip

    def cut(self, file: Path) -> tuple[list[str], list[Any]]:
        """Ten clips of one recording."""
        books, size = self.config.codebooks, file.stat().st_size
        if size == 0 or size % (2 * books) != 0 or size < 20 * books:
            raise Refusal(f"{file} has {size} bytes, which is no whole number of frames of {books} codes of 2 bytes, or fewer than ten")
        whole = np.memmap(file, dtype="<u2", mode="r").reshape(books, -1)
        each = whole.shape[1] // 10
        return [f"{i}" for i in range(10)], [whole[:, i * each : (i + 1) * each] for i in range(10)]

    def split(self, name: str) -> range:
        """The clips of "train", "validation" or "all"."""
        count = len(self.clips)
        first = count - max(1, count // 10)
        return {"train": range(first), "validation": range(first, count), "all": range(count)}[name]

    def identity(self) -> dict[str, Any]:
        """What a checkpoint remembers, so that training goes on with the same data only."""
        return {"clips": len(self.clips), "frames": sum(clip.shape[1] for clip in self.clips)}

    def batch(self, split: str, rows: int, seed: int, step: int) -> tuple[Tensor | None, ...]:
        """Windows from anywhere in the clips of a split, what the decoder reads beside them, and targets; seed and step alone say which."""
        places = self.split(split)
        generator = torch.Generator().manual_seed((seed * 1_000_003 + step) % 2**63)
        chosen = [places[i] for i in torch.randint(len(places), (rows,), generator=generator).tolist()]
        room = [max(1, self.clips[clip].shape[1] - self.per_row + 1) for clip in chosen]
        starts = (torch.rand(rows, generator=generator, dtype=torch.float64) * torch.tensor(room)).long().tolist()
        return self.rows(list(zip(chosen, starts, strict=True)))

    def windows(self, split: str, rows: int) -> Iterator[tuple[Tensor | None, ...]]:
        """A split from end to end, so many windows at a time: each frame is a target once."""
        places = [(clip, start) for clip in self.split(split) for start in range(0, self.clips[clip].shape[1], self.per_row)]
        for first in range(0, len(places), rows):
            yield self.rows(places[first : first + rows])

    def rows(self, places: list[tuple[int, int]]) -> tuple[Tensor | None, ...]:
        """Delayed tokens (rows, codebooks, length) of windows, what is read beside them, and targets of the same shape: -1 where there is no code."""
        none = self.config.vocab_size
        codes = torch.full((len(places), self.config.codebooks, self.per_row), none)
        for row, (clip, start) in enumerate(places):
            window = torch.from_numpy(self.clips[clip][:, start : start + self.per_row].astype(np.int64))
            if not 0 <= int(window.min()) <= int(window.max()) < none:
                raise Refusal(f"{self.path}: {self.names[clip]} holds codes from {window.min()} to {window.max()}; the model has those from 0 to {none - 1}")
            codes[row, :, : window.size(1)] = window
        tokens = delay(codes, self.config)
        targets = tokens[:, :, 1:]
        return tokens[:, :, :-1], *self.condition.batch([clip for clip, _ in places]), targets.masked_fill(targets == none, -1)


def example(config: Config, rows: int) -> tuple[tuple[Tensor | None, ...], tuple[Tensor | None, ...]]:
    """Made tokens and targets, (rows, codebooks, T) each, T the training sequence's length or what fits, and what is read beside them."""
    shape = (rows, config.codebooks, min(blueprint.sequence_length, config.max_seq_len))
    return (torch.randint(config.vocab_size + 1, shape), *made_condition(config, rows)), (torch.randint(config.vocab_size, shape),)
