"""The data: a folder with images and a file captions.jsonl, which has a line {"image": "x.jpg", "text": "what is on it"} for each answer, and may
say with "prompt" what it is an answer to.

Paths are from the folder. The last tenth of the images, in the order of their first lines and at least two of them, is for validation. A sequence
is an image token for each patch, the prompt, a beginning, the answer, and an end; each byte of a text is a token.
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
Sample = tuple[Path, str, str]


class Data:
    """The images of a folder, each with prompts and answers."""

    unit = "images"
    begin, end = 256, 257  # of an answer: the tokens after all bytes

    def __init__(self, path: Path, config: Config, length: int):
        if not (path / "captions.jsonl").is_file():
            raise Refusal(f"there is no {path / 'captions.jsonl'}")
        self.path, self.per_row, self.length, self.config = path, 1, length, config
        self.images: dict[Path, list[Sample]] = {}
        for number, line in enumerate((path / "captions.jsonl").read_text(encoding="utf-8").splitlines(), 1):
            if line.strip():
                self.add(line, f"{path / 'captions.jsonl'}:{number}")
        files = list(self.images)
        if len(files) < 4:
            raise Refusal(f"{path} has {len(files)} images, and two to train on and two to validate on are the least")
        cut = len(files) - max(2, len(files) // 10)
        parts = {"train": files[:cut], "validation": files[cut:], "all": files}
        self.splits = {name: [sample for file in part for sample in self.images[file]] for name, part in parts.items()}

    def add(self, line: str, where: str) -> None:
        """One more answer."""
        try:
            entry = json.loads(line)
            image, text, prompt = entry["image"], entry["text"], entry.get("prompt", "")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Refusal(f'{where} is no {{"image": ..., "text": ...}}: {error!r}') from error
        if not isinstance(image, str) or not isinstance(text, str) or not isinstance(prompt, str):
            raise Refusal(f"{where}: image, text and prompt must be texts")
        if len(question(prompt, self.config)) >= self.length:
            raise Refusal(f"{where}: an image and this prompt leave no room for an answer in {self.length} tokens: pass a longer --sequence-length")
        self.images.setdefault(self.path / image, []).append((self.path / image, prompt, text))

    def identity(self) -> dict[str, Any]:
        """What a checkpoint remembers, so that training goes on with the same data only."""
        return {"images": len(self.images), "answers": len(self.splits["all"]), "length": self.length}

    def batch(self, split: str, rows: int, seed: int, step: int) -> tuple[Tensor, Tensor, Tensor]:
        """Tokens (rows, T), images (rows, channels, S, S) and, for each token, the one after it where that is of an answer, else -1; seed and step
        alone say which."""
        generator = torch.Generator().manual_seed((seed * 1_000_003 + step) % 2**63)
        places = torch.randint(len(self.splits[split]), (rows,), generator=generator).tolist()
        cuts = torch.rand(rows, generator=generator).tolist() if split == "train" else [0.5] * rows
        return self.stack([self.splits[split][place] for place in places], cuts)

    def pieces(self, split: str, rows: int) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
        """A split from end to end, so many rows at a time and a shorter rest."""
        for first in range(0, len(self.splits[split]), rows):
            samples = self.splits[split][first : first + rows]
            yield self.stack(samples, [0.5] * len(samples))

    def stack(self, samples: list[Sample], cuts: list[float]) -> tuple[Tensor, Tensor, Tensor]:
        """Answers that do not fit are cut; shorter sequences are filled up with ends that no loss is of."""
        questions = [question(prompt, self.config) for _, prompt, _ in samples]
        rows = [(head + answer(text))[: self.length + 1] for head, (_, _, text) in zip(questions, samples, strict=True)]
        longest = max(map(len, rows))
        tokens = torch.tensor([row + [Data.end] * (longest - len(row)) for row in rows])
        targets = tokens[:, 1:].clone()
        for i, (head, row) in enumerate(zip(questions, rows, strict=True)):
            targets[i, : len(head) - 1], targets[i, len(row) - 1 :] = -1, -1
        images = torch.stack([load_image(file, self.config, cut) for (file, _, _), cut in zip(samples, cuts, strict=True)])
        return tokens[:, :-1], images, targets


def question(prompt: str, config: Config) -> list[int]:
    """An image token for each patch, a token for each byte of the prompt, and the beginning of an answer."""
    if config.image_token <= Data.end:
        raise Refusal(f"image_token is {config.image_token}, and the tokens up to {Data.end} are bytes, the beginning and the end of an answer")
    patches = (config.image_size // config.patch_size) ** 2
    return [config.image_token] * patches + list(prompt.encode(errors="surrogateescape")) + [Data.begin]


def answer(text: str) -> list[int]:
    """A token for each byte of a text, and the end."""
    return [*text.encode(errors="surrogateescape"), Data.end]


def decode(tokens: list[int]) -> str:
    """The text of tokens up to an end; what is no UTF-8, and tokens that are no byte, come out as U+FFFD."""
    tokens = tokens[: tokens.index(Data.end)] if Data.end in tokens else tokens
    return bytes(min(token, 0xFF) for token in tokens).decode(errors="replace")  # no UTF-8 has the byte 0xFF


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


def example(config: Config, rows: int) -> tuple[tuple[Tensor, Tensor], tuple[Tensor]]:
    """Made tokens (rows, T), T the training sequence's length or what fits, an image token for each patch before others, images
    (rows, channels, S, S), and targets (rows, T), those of an answer."""
    length, patches = min(blueprint.sequence_length, config.max_seq_len), (config.image_size // config.patch_size) ** 2
    tokens = (config.image_token + 1 + torch.randint(config.vocab_size - 1, (rows, length))) % config.vocab_size  # any but the image token
    tokens[:, :patches] = config.image_token
    targets = torch.randint(config.vocab_size, (rows, length))
    targets[:, : patches - 1] = -1
    return (tokens, torch.randn(rows, config.num_channels, config.image_size, config.image_size)), (targets,)
