import math
from pathlib import Path

import pytest
import torch
from PIL import Image

from data import Data, Refusal
from model import MetaGenModel
from scripts.test_model import made


def test_embeddings_have_length_one(tiny: MetaGenModel) -> None:
    inputs, _ = made(tiny, 6)
    with torch.inference_mode():
        torch.testing.assert_close(tiny(*inputs)[0].norm(dim=-1), torch.ones(6))


def test_loss_is_of_pairs(tiny: MetaGenModel) -> None:
    (images,), (pictures,) = made(tiny, 6)
    with torch.inference_mode():
        tiny.train()(images)  # what running statistics a model has are those of such images
        embeddings, loss = tiny.eval()(images, pictures)
        scores = embeddings @ embeddings.T / tiny.config.temperature
        scores.fill_diagonal_(-math.inf)
        others = torch.arange(6) ^ 1
        torch.testing.assert_close(loss, torch.nn.functional.cross_entropy(scores, others), atol=1e-4, rtol=1e-4)
        order = torch.tensor([4, 0, 5, 2, 1, 3])  # pairs are found wherever they stand
        torch.testing.assert_close(tiny(images[order], pictures[order])[1], loss, atol=1e-4, rtol=1e-4)


def test_reads_a_folder(tiny: MetaGenModel, tmp_path: Path) -> None:
    for i in range(25):
        (tmp_path / str(i % 3)).mkdir(exist_ok=True)
        Image.new("RGB", (40 + i, 50), (10 * i, 255 - 10 * i, 99)).save(tmp_path / str(i % 3) / f"{i}.png")
    data = Data(tmp_path, tiny.config)
    images, pictures = data.batch("train", 6, 1, 2)
    assert images.shape == (6, tiny.config.num_channels, tiny.config.image_size, tiny.config.image_size) and images.dtype == torch.float32
    assert torch.equal(pictures[0::2], pictures[1::2]) and torch.equal(data.batch("train", 6, 1, 2)[0], images)
    assert sum(len(pictures) for _, pictures in data.pieces("validation", 2)) == 4
    with pytest.raises(Refusal, match="there is no folder"):
        Data(tmp_path / "nothing", tiny.config)
