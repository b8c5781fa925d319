"""The data: images in a folder, at any depth (.jpg, .jpeg or .png).

No labels are read: two views of a picture, each cut, turned and coloured at random, belong together (SimCLR). Every tenth file, by their
paths, is for validation; of fewer than 20, every so many that two are.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from PIL import Image, ImageOps
from torch import Tensor

from model import Config
from scripts.refusal import Refusal

MEAN = {1: (0.449,), 3: (0.485, 0.456, 0.406)}
DEVIATION = {1: (0.226,), 3: (0.229, 0.224, 0.225)}
GREY = (0.299, 0.587, 0.114)
Box = tuple[float, float, float, float]


class Data:
    """The images of a folder."""

    unit = "images"

    def __init__(self, path: Path, config: Config):
        if not path.is_dir():
            raise Refusal(f"there is no folder {path}")
        if config.num_channels not in MEAN:
            raise Refusal(f"images are read in colours, 3 channels, or in grey, 1; the model has {config.num_channels}")
        self.per_row, self.size, self.channels = 1, config.image_size, config.num_channels
        files = images_of(path)
        if len(files) < 4:
            raise Refusal(f"{path} has {len(files)} images, and two to train on and two to validate on are the least")
        step = min(10, len(files) // 2)
        held = range(step - 1, len(files), step)
        self.splits = {"train": [place for place in range(len(files)) if place not in held], "validation": list(held), "all": list(range(len(files)))}
        self.files = files

    def identity(self) -> dict[str, Any]:
        """What a checkpoint remembers, so that training goes on with the same data only."""
        return {"images": len(self.files)}

    def batch(self, split: str, rows: int, seed: int, step: int) -> tuple[Tensor, Tensor]:
        """Views (rows, channels, S, S), two of a picture side by side, and the numbers of the pictures (rows,); seed and step alone say which."""
        generator = torch.Generator().manual_seed((seed * 1_000_003 + step) % 2**63)
        places = self.splits[split]
        pictures = torch.randint(len(places), ((rows + 1) // 2,), generator=generator).repeat_interleave(2)[:rows]
        return torch.stack([self.view(places[place], generator) for place in pictures.tolist()]), pictures

    def pieces(self, split: str, rows: int) -> Iterator[tuple[Tensor, Tensor]]:
        """Two views of every picture of a split, so many rows at a time and a shorter rest."""
        generator, places = torch.Generator().manual_seed(0), self.splits[split]
        step = max(1, rows // 2)
        for first in range(0, len(places), step):
            pictures = torch.tensor(places[first : first + step]).repeat_interleave(2)
            yield torch.stack([self.view(place, generator) for place in pictures.tolist()]), pictures

    def view(self, place: int, generator: torch.Generator) -> Tensor:
        return load_image(self.files[place], self.channels, self.size, generator)


def images_of(folder: Path) -> list[Path]:
    """The images of a folder, at any depth."""
    return sorted(file for file in folder.rglob("*") if file.suffix.lower() in (".jpg", ".jpeg", ".png"))


def load_image(file: Path, channels: int, size: int, generator: torch.Generator | None = None) -> Tensor:
    """The middle of an image, or a view of it that is drawn at random, as (channels, size, size)."""
    try:
        with Image.open(file) as opened:
            image = ImageOps.exif_transpose(opened).convert("RGB" if channels == 3 else "L")
    except OSError as error:
        raise Refusal(f"{file} cannot be read as an image: {error}") from error
    box = middle(image.width, image.height) if generator is None else anywhere(image.width, image.height, generator)
    image = image.resize((size, size), Image.Resampling.BILINEAR, box)
    pixels = torch.frombuffer(bytearray(image.tobytes()), dtype=torch.uint8).view(size, size, channels).permute(2, 0, 1) / 255
    if generator is not None:
        pixels = coloured(pixels, generator)
    return (pixels - torch.tensor(MEAN[channels])[:, None, None]) / torch.tensor(DEVIATION[channels])[:, None, None]


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


def coloured(pixels: Tensor, generator: torch.Generator) -> Tensor:
    """Turned left to right half of the time; four times in five brightness, contrast and colour by a factor from 0.2 to 1.8; one time in five grey."""
    turned, changed, grey = (torch.rand(3, generator=generator) < torch.tensor([0.5, 0.8, 0.2])).tolist()
    brightness, contrast, colour = (0.2 + 1.6 * torch.rand(3, generator=generator)).tolist()
    if turned:
        pixels = pixels.flip(-1)
    if changed:
        pixels = (pixels * brightness).clamp(0, 1)
        pixels = (pixels.mean() + (pixels - pixels.mean()) * contrast).clamp(0, 1)
    if pixels.size(0) == 3 and (changed or grey):
        light = (pixels * torch.tensor(GREY)[:, None, None]).sum(0)
        pixels = (light + (pixels - light) * (0 if grey else colour)).clamp(0, 1)
    return pixels


def example(config: Config, rows: int) -> tuple[tuple[Tensor], tuple[Tensor]]:
    """Made views (rows, channels, S, S) and the numbers of their pictures (rows,), each of two rows."""
    return (torch.randn(rows, config.num_channels, config.image_size, config.image_size),), (torch.arange(rows) // 2,)
