import json
from pathlib import Path

import pytest
import torch
from PIL import Image

from data import Data, Refusal, encode
from model import MetaGenModel
from scripts.test_model import made


def test_scores_are_of_angles(tiny: MetaGenModel) -> None:
    (images, tokens), _ = made(tiny, 5)
    with torch.inference_mode():
        scores, loss = tiny(images, tokens)
        pictures, texts = tiny.embed_images(images), tiny.embed_texts(tokens)
        assert scores.shape == (5, 5) and loss is not None and tiny(images, tokens[:3])[1] is None
        torch.testing.assert_close(pictures.norm(dim=-1), torch.ones(5))
        one = tiny(images[:1], tokens[1:3])[0]
    torch.testing.assert_close(one, scores[:1, 1:3], atol=1e-4, rtol=1e-4)
    slope = (scores[0, 0] - scores[1, 1]) / (pictures[0] @ texts[0] - pictures[1] @ texts[1])
    torch.testing.assert_close(slope, tiny.logit_scale.exp().squeeze(), atol=1e-2, rtol=1e-2)


def test_reads_a_text_up_to_its_end(tiny: MetaGenModel) -> None:
    tokens = encode(["a cat", "a dog"], tiny.config, tiny.config.max_seq_len)
    changed = torch.cat([tokens, torch.full((2, 3), 7)], dim=1)
    with torch.inference_mode():
        before, after = tiny.embed_texts(tokens), tiny.embed_texts(changed)
    torch.testing.assert_close(after, before, atol=1e-5, rtol=1e-5)
    assert (before[0] - before[1]).abs().max() > 1e-4
    assert encode(["x" * 999], tiny.config, 9).shape == (1, 9)


def pairs(folder: Path) -> Path:
    """A folder of 20 images, each in a colour of its own, and two captions each."""
    with (folder / "captions.jsonl").open("w", encoding="utf-8") as file:
        for i in range(20):
            Image.new("RGB", (40 + i, 50), (12 * i, 255 - 12 * i, 99)).save(folder / f"{i}.png")
            for text in (f"number {i}", f"a picture, the {i}th"):
                file.write(json.dumps({"image": f"{i}.png", "text": text}) + "\n")
    return folder


def test_reads_a_folder(tiny: MetaGenModel, tmp_path: Path) -> None:
    data = Data(pairs(tmp_path), tiny.config, 16)
    images, tokens = data.batch("train", 6, 1, 2)
    assert images.shape == (6, tiny.config.num_channels, tiny.config.image_size, tiny.config.image_size) and images.dtype == torch.float32
    again = data.batch("train", 6, 1, 2)
    assert tokens.size(1) <= 16 and torch.equal(again[0], images) and torch.equal(again[1], tokens)
    assert len(data.batch("validation", 6, 1, 2)[0]) == 2 and [len(images) for images, _ in data.pieces("all", 8)] == [8, 8, 4]
    assert {captions[0] for _, group in data.pieces("validation", 8) for captions in group} == {"number 18", "number 19"}


def test_refuses_what_is_no_pair(tiny: MetaGenModel, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="there is no"):
        Data(tmp_path, tiny.config, 16)
    (tmp_path / "captions.jsonl").write_text('{"image": "x.png"}\n', encoding="utf-8")
    with pytest.raises(Refusal, match="captions.jsonl:1"):
        Data(tmp_path, tiny.config, 16)
