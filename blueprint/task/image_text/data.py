"""The data: a folder with images and a file captions.jsonl, which has a line {"image": "x.jpg", "text": "what is on it"} for each caption.

Paths are from the folder; an image may have several captions. The last tenth of the images, in the order of their first captions and at least
two of them, is for validation. Each byte of a text is a token; the last but one of the vocabulary begins a text, and the last ends it.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from PIL import Image, ImageOps
from torch import Tensor

from config import Blueprint
from model import Config
from scripts.refusal import Refusal

blueprint = Blueprint()

MEAN = {1: (0.4578,), 3: (0.4815, 0.4578, 0.4082)}
DEVIATION = {1: (0.2613,), 3: (0.2686, 0.2613, 0.2758)}


class Data:
    """The images of a folder and their captions."""

    unit = "pairs"

    def __init__(self, path: Path, config: Config, length: int):
        if not (path / "captions.jsonl").is_file():
            raise Refusal(f"there is no {path / 'captions.jsonl'}")
        self.path, self.per_row, self.length, self.config = path, 1, length, config
        self.images: dict[Path, list[str]] = {}
        for number, line in enumerate((path / "captions.jsonl").read_text(encoding="utf-8").splitlines(), 1):
            if line.strip():
                self.add(line, f"{path / 'captions.jsonl'}:{number}")
        self.files = list(self.images)
        if len(self.files) < 4:
            raise Refusal(f"{path} has {len(self.files)} images, and two to train on and two to validate on are the least")
        cut = len(self.files) - max(2, len(self.files) // 10)
        self.splits = {"train": range(cut), "validation": range(cut, len(self.files)), "all": range(len(self.files))}
        encode([""], config, length)

    def add(self, line: str, where: str) -> None:
        """One more caption."""
        try:
            pair = json.loads(line)
            image, text = pair["image"], pair["text"]
        except (ValueError, KeyError, TypeError) as error:
            raise Refusal(f'{where} is no {{"image": ..., "text": ...}}: {error!r}') from error
        if not isinstance(image, str) or not isinstance(text, str):
            raise Refusal(f"{where}: image and text must be texts")
        self.images.setdefault(self.path / image, []).append(text)

    def identity(self) -> dict[str, Any]:
        """What a checkpoint remembers, so that training goes on with the same data only."""
        return {"images": len(self.files), "captions": sum(map(len, self.images.values())), "length": self.length}

    def batch(self, split: str, rows: int, seed: int, step: int) -> tuple[Tensor, Tensor]:
        """Images (rows, channels, S, S), all different, and a caption of each (rows, T); seed and step alone say which. A split with fewer images
        than rows gives all it has."""
        generator = torch.Generator().manual_seed((seed * 1_000_003 + step) % 2**63)
        places = self.splits[split]
        files = [self.files[places[i]] for i in torch.randperm(len(places), generator=generator)[:rows].tolist()]
        shares = torch.rand(len(files), 2, generator=generator).tolist()
        texts = [self.images[file][int(share * len(self.images[file]))] for file, (share, _) in zip(files, shares, strict=True)]
        cuts = [cut if split == "train" else 0.5 for _, cut in shares]
        images = torch.stack([load_image(file, self.config, cut) for file, cut in zip(files, cuts, strict=True)])
        return images, encode(texts, self.config, self.length)

    def pieces(self, split: str, rows: int) -> Iterator[tuple[Tensor, list[list[str]]]]:
        """The images of a split from end to end, so many at a time and a shorter rest, and all captions of each."""
        places = self.splits[split]
        for first in range(0, len(places), rows):
            files = [self.files[place] for place in places[first : first + rows]]
            yield torch.stack([load_image(file, self.config) for file in files]), [self.images[file] for file in files]


def load_image(file: Path, config: Config, cut: float = 0.5) -> Tensor:
    """A square as wide as the shorter side, the middle one or a share of the way along the longer side, as (channels, S, S)."""
    channels, size = config.num_channels, config.image_size
    if channels not in MEAN:
        raise Refusal(f"images are read in colours, 3 channels, or in grey, 1; the model has {channels}")
    try:
        with Image.open(file) as opened:
            image = ImageOps.exif_transpose(opened).convert("RGB" if channels == 3 else "L")
    except OSError as error:
        raise Refusal(f"{file} cannot be read as an image: {error}") from error
    side = min(image.width, image.height)
    left, top = cut * (image.width - side), cut * (image.height - side)
    image = image.resize((size, size), Image.Resampling.BICUBIC, (left, top, left + side, top + side))
    pixels = torch.frombuffer(bytearray(image.tobytes()), dtype=torch.uint8).view(size, size, channels).permute(2, 0, 1)
    return (pixels / 255 - torch.tensor(MEAN[channels])[:, None, None]) / torch.tensor(DEVIATION[channels])[:, None, None]


def encode(texts: list[str], config: Config, length: int) -> Tensor:
    """Texts as tokens (N, T): the beginning, a token a byte, cut where more than `length` do not fit, and the end, also up to that of the longest."""
    begin, end = config.vocab_size - 2, config.vocab_size - 1
    if begin < 256 or length < 3:
        raise Refusal(f"bytes, a beginning and an end take a vocab_size of 258 and texts of 3 tokens; here they are {config.vocab_size} and {length}")
    rows = [[begin, *text.encode(errors="surrogateescape")[: length - 2], end] for text in texts]
    longest = max(map(len, rows))
    return torch.tensor([row + [end] * (longest - len(row)) for row in rows])


def example(config: Config, rows: int) -> tuple[tuple[Tensor, Tensor], tuple[()]]:
    """Made images (rows, channels, S, S) and texts (rows, T), T the training sequence's length or what fits; the loss takes no more."""
    tokens = torch.randint(config.vocab_size - 1, (rows, min(blueprint.sequence_length, config.max_seq_len)))
    tokens[:, -1] = config.vocab_size - 1
    return (torch.randn(rows, config.num_channels, config.image_size, config.image_size), tokens), ()
