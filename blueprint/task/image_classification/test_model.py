import math
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from PIL import Image

from data import Data, Refusal
from model import MetaGenModel
from scripts.test_model import made


def test_knows_nothing_at_first(tiny: MetaGenModel) -> None:
    inputs, targets = made(tiny, 64)
    with torch.inference_mode():
        logits = tiny.train()(*inputs)[0]
    assert F.cross_entropy(logits, targets[0]).item() < math.log(tiny.config.num_classes) + 1.5


def test_sees_all_of_an_image(tiny: MetaGenModel) -> None:
    (images,), _ = made(tiny, 8)
    with torch.inference_mode():
        tiny.train()(images)  # what running statistics a model has are those of such images
        before = tiny.eval()(images)[0]
        for corner in (images[:, :, :4, :4], images[:, :, -4:, -4:]):
            corner += 3
            after = tiny(images)[0]
            assert (after - before).abs().amax(dim=1).min() > 0
            before = after


def colours(folder: Path, config_classes: int) -> Path:
    """A folder of classes, each of 12 images in a colour of its own."""
    for label in range(config_classes):
        (folder / f"class{label}").mkdir(parents=True)
        for i in range(12):
            Image.new("RGB", (40 + i, 50), (20 * label, 255 - 20 * label, 20 * i)).save(folder / f"class{label}" / f"{i:02}.png")
    return folder


def test_reads_a_folder(tiny: MetaGenModel, tmp_path: Path) -> None:
    data = Data(colours(tmp_path / "images", tiny.config.num_classes), tiny.config)
    data.require()
    images, targets = data.batch("train", 6, 1, 2)
    assert images.shape == (6, tiny.config.num_channels, tiny.config.image_size, tiny.config.image_size) and images.dtype == torch.float32
    again = data.batch("train", 6, 1, 2)
    assert torch.equal(again[0], images) and torch.equal(again[1], targets)
    assert {file for file, _ in data.splits["train"]}.isdisjoint(file for file, _ in data.splits["validation"])
    assert sum(len(targets) for _, targets in data.pieces("validation", 4)) == tiny.config.num_classes
    assert math.isfinite(tiny(images, targets)[1].item())


def test_refuses_other_classes(tiny: MetaGenModel, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="there must be one for each"):
        Data(colours(tmp_path / "images", tiny.config.num_classes + 1), tiny.config)
    with pytest.raises(Refusal, match="there is no folder"):
        Data(tmp_path / "nothing", tiny.config)
