import json
from pathlib import Path

import pytest
import torch
from PIL import Image

from data import Data, Refusal, decode, question
from model import KVCache, MetaGenModel
from scripts.test_model import blueprint, made


def test_kv_cache_bytes(full: MetaGenModel) -> None:
    cache = KVCache(full.config)
    full(torch.zeros(1, full.config.max_seq_len, dtype=torch.long, device="meta"), cache=cache)
    assert sum(x.numel() * x.element_size() for kv in cache.kv if kv is not None for x in kv) == blueprint.kv_cache_bytes


def test_sees_the_image_and_no_later_token(tiny: MetaGenModel) -> None:
    (tokens, images), _ = made(tiny, 2)
    patches = int((tokens[0] == tiny.config.image_token).sum())
    changed = tokens.clone()
    changed[:, -1] = (changed[:, -1] + 1) % tiny.config.image_token
    with torch.inference_mode():
        before, other, after = tiny(tokens, images)[0], tiny(tokens, images.flip(0))[0], tiny(changed, images)[0]
    torch.testing.assert_close(after[:, :-1], before[:, :-1], atol=1e-5, rtol=1e-5)
    assert (other - before)[:, : patches + 1].abs().amax(dim=2).min() > 0  # every patch, and what comes after


def test_cache_changes_nothing(tiny: MetaGenModel) -> None:
    (tokens, images), _ = made(tiny, 2)
    patches, cache = int((tokens[0] == tiny.config.image_token).sum()), KVCache(tiny.config)
    first, rest = tokens[:, : patches + 1], tokens[:, patches + 1 :]
    with torch.inference_mode():
        pieces = [tiny(first, images, cache=cache)[0], *(tiny(piece, cache=cache)[0] for piece in rest.split(2, dim=1))]
        torch.testing.assert_close(torch.cat(pieces, dim=1), tiny(tokens, images)[0], atol=1e-4, rtol=1e-4)
        whole = first
        for _ in range(4):
            whole = torch.cat([whole, tiny(whole, images)[0][:, -1].argmax(-1, keepdim=True)], dim=1)
    assert torch.equal(tiny.generate(first, images, 4, end=-1, temperature=0), whole)


def answers(folder: Path) -> Path:
    """A folder of 20 images, each in a colour of its own, with an answer and an answer to a prompt."""
    with (folder / "captions.jsonl").open("w", encoding="utf-8") as file:
        for i in range(20):
            Image.new("RGB", (40 + i, 50), (12 * i, 255 - 12 * i, 99)).save(folder / f"{i}.png")
            file.write(json.dumps({"image": f"{i}.png", "text": "red"}) + "\n")
            file.write(json.dumps({"image": f"{i}.png", "prompt": "is it?", "text": "it is"}) + "\n")
    return folder


def test_reads_a_folder(tiny: MetaGenModel, tmp_path: Path) -> None:
    data = Data(answers(tmp_path), tiny.config, tiny.config.max_seq_len)
    tokens, images, targets = data.batch("train", 6, 1, 2)
    assert images.shape == (6, tiny.config.num_channels, tiny.config.image_size, tiny.config.image_size) and images.dtype == torch.float32
    assert all(torch.equal(*both) for both in zip(data.batch("train", 6, 1, 2), (tokens, images, targets), strict=True))
    assert {decode(row[row >= 0].tolist()) for row in targets} <= {"red", "it is"} and ((targets == Data.end).sum(dim=1) == 1).all()
    assert (tokens[targets >= 0] != tiny.config.image_token).all() and (tokens == Data.begin).sum() == 6
    patches = (tiny.config.image_size // tiny.config.patch_size) ** 2
    assert (tokens == tiny.config.image_token).sum(dim=1).tolist() == [patches] * 6 == [len(question("", tiny.config)) - 1] * 6
    assert [len(tokens) for tokens, _, _ in data.pieces("validation", 3)] == [3, 1]
    assert torch.isfinite(tiny(tokens, images, targets)[1])


def test_refuses_what_is_no_answer(tiny: MetaGenModel, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="there is no"):
        Data(tmp_path, tiny.config, 16)
    (tmp_path / "captions.jsonl").write_text('{"image": "x.png"}\n', encoding="utf-8")
    with pytest.raises(Refusal, match="captions.jsonl:1"):
        Data(tmp_path, tiny.config, 16)
