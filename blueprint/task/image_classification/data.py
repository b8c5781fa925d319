"""The data: a folder that has a folder for each class, which holds images of it (.jpg, .jpeg or .png).

The last tenth of each class, by the names of its files and at least one of them, is for validation. In training an image is cut at random and
turned left to right half of the time; elsewhere its middle is taken. Colours are centred and scaled as is usual for ImageNet.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import torch
from PIL import Image, ImageOps
from torch import Tensor

from model import Config
from scripts.refusal import Refusal

MEAN = {1: (0.449,), 3: (0.485, 0.456, 0.406)}
DEVIATION = {1: (0.226,), 3: (0.229, 0.224, 0.225)}
Box = tuple[float, float, float, float]


class Data:
    """The images of a folder and their classes."""

    unit = "images"

    def __init__(self, path: Path, config: Config):
        if not path.is_dir():
            raise Refusal(f"there is no folder {path}")
        if config.num_channels not in MEAN:
            raise Refusal(f"images are read in colours, 3 channels, or in grey, 1; the model has {config.num_channels}")
        self.path, self.per_row, self.size, self.channels = path, 1, config.image_size, config.num_channels
        self.classes: list[str] = []
        self.splits: dict[str, list[tuple[Path, int]]] = {"train": [], "validation": [], "all": []}
        for folder in sorted(entry for entry in path.iterdir() if entry.is_dir()):
            files = sorted(file for file in folder.iterdir() if file.suffix.lower() in (".jpg", ".jpeg", ".png"))
            if files:
                self.add(folder.name, files)
        if len(self.classes) != config.num_classes:
            raise Refusal(f"{path} has {len(self.classes)} folders with images, and the model {config.num_classes} classes: there must be one for each")

    def add(self, name: str, files: list[Path]) -> None:
        """One more class; the last tenth of its files is for validation."""
        cut = len(files) - max(1, len(files) // 10)
        labelled = [(file, len(self.classes)) for file in files]
        self.classes.append(name)
        self.splits["train"] += labelled[:cut]
        self.splits["validation"] += labelled[cut:]
        self.splits["all"] += labelled

    def require(self) -> None:
        """Refuses a folder with a class that there is nothing to train on of."""
        trained = {label for _, label in self.splits["train"]}
        if missing := [name for label, name in enumerate(self.classes) if label not in trained]:
            raise Refusal(f"{self.path} has one image of {', '.join(missing)}: a class takes one to train on and one to validate on")

    def identity(self) -> dict[str, Any]:
        """What a checkpoint remembers, so that training goes on with the same data only."""
        return {"classes": self.classes, "images": len(self.splits["all"])}

    def batch(self, split: str, rows: int, seed: int, step: int) -> tuple[Tensor, Tensor]:
        """Images (rows, channels, S, S) of a split and their classes (rows,); seed and step alone say which."""
        generator = torch.Generator().manual_seed((seed * 1_000_003 + step) % 2**63)
        places = torch.randint(len(self.splits[split]), (rows,), generator=generator).tolist()
        return self.stack((self.splits[split][place] for place in places), generator if split == "train" else None)

    def pieces(self, split: str, rows: int) -> Iterator[tuple[Tensor, Tensor]]:
        """A split from end to end, so many rows at a time and a shorter rest."""
        for first in range(0, len(self.splits[split]), rows):
            yield self.stack(self.splits[split][first : first + rows], None)

    def stack(self, chosen: Iterable[tuple[Path, int]], generator: torch.Generator | None) -> tuple[Tensor, Tensor]:
        """Images and classes as a model takes them, changed at random where there is a generator."""
        images, labels = [], []
        for file, label in chosen:
            images.append(load_image(file, self.channels, self.size, generator))
            labels.append(label)
        return torch.stack(images), torch.tensor(labels)


def load_image(file: Path, channels: int, size: int, generator: torch.Generator | None = None) -> Tensor:
    """The middle of an image, or a random part of it, as (channels, size, size)."""
    try:
        with Image.open(file) as opened:
            image = ImageOps.exif_transpose(opened).convert("RGB" if channels == 3 else "L")
    except OSError as error:
        raise Refusal(f"{file} cannot be read as an image: {error}") from error
    box = middle(image.width, image.height) if generator is None else anywhere(image.width, image.height, generator)
    image = image.resize((size, size), Image.Resampling.BILINEAR, box)
    pixels = torch.frombuffer(bytearray(image.tobytes()), dtype=torch.uint8).view(size, size, channels).permute(2, 0, 1)
    if generator is not None and torch.rand((), generator=generator) < 0.5:
        pixels = pixels.flip(-1)
    return (pixels / 255 - torch.tensor(MEAN[channels])[:, None, None]) / torch.tensor(DEVIATION[channels])[:, None, None]


def middle(width: int, height: int) -> Box:
    """The square in the middle, 7/8 of the shorter side wide."""
    side = min(width, height) * 7 / 8
    return (width - side) / 2, (height - side) / 2, (width + side) / 2, (height + side) / 2


def anywhere(width: int, height: int, generator: torch.Generator) -> Box:
    """From 8 to 100 percent of the area, between 3:4 and 4:3, anywhere; what does not fit is cut short (Szegedy et al. 2014, arXiv:1409.4842)."""
    area, shape, left, top = torch.rand(4, generator=generator).tolist()
    area, shape = width * height * (0.08 + 0.92 * area), (3 / 4) ** (1 - 2 * shape)
    w, h = min(float(width), (area * shape) ** 0.5), min(float(height), (area / shape) ** 0.5)
    left, top = left * (width - w), top * (height - h)
    return left, top, left + w, top + h


def example(config: Config, rows: int) -> tuple[tuple[Tensor], tuple[Tensor]]:
    """Made images (rows, channels, S, S) and classes (rows,)."""
    return (torch.randn(rows, config.num_channels, config.image_size, config.image_size),), (torch.randint(config.num_classes, (rows,)),)
