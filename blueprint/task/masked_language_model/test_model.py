from pathlib import Path

import pytest
import torch

from data import Data, Texts
from model import MetaGenModel
from scripts.test_model import blueprint


def test_padding_changes_nothing(tiny: MetaGenModel) -> None:
    texts = Texts("ids", tiny.config)
    length = min(24, tiny.config.max_seq_len)
    words = [["5 7 6 5"]]
    with torch.inference_mode():
        short, long = (tiny(*texts.inputs(words, n))[0] for n in (length - 4, length))
    torch.testing.assert_close(short[:, :6], long[:, :6], atol=1e-5, rtol=1e-5)


def test_hides_tokens(tiny: MetaGenModel, tmp_path: Path) -> None:
    path, vocab_size = tmp_path / "some.ids", tiny.config.vocab_size
    plain = Texts("ids", tiny.config).plain
    path.write_text("".join(" ".join(str(plain[(7 * i + j) % len(plain)]) for j in range(20)) + "\n" for i in range(200)), encoding="utf-8")
    *inputs, targets = Data(path, tiny.config, 24).batch("train", 200, 1, 2)
    assert inputs[0] is not None and targets is not None
    tokens, chosen = inputs[0], targets != -100
    assert chosen.any(dim=1).all() and chosen.sum().item() / (200 * 20) == pytest.approx(0.15, abs=0.03)
    assert (tokens[chosen] == blueprint.mask_token).double().mean().item() == pytest.approx(0.8, abs=0.07)
    assert (tokens[~chosen] != blueprint.mask_token).all() and targets[chosen].max() < vocab_size
