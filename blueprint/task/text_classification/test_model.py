from pathlib import Path

import pytest
import torch

from data import Data, Refusal, Texts
from model import MetaGenModel


def test_padding_changes_nothing(tiny: MetaGenModel) -> None:
    texts = Texts("ids", tiny.config)
    length = min(24, tiny.config.max_seq_len)
    words = [["5 7 6 5"]]
    with torch.inference_mode():
        short, long = (tiny(*texts.inputs(words, n))[0] for n in (length - 4, length))
    torch.testing.assert_close(short, long, atol=1e-5, rtol=1e-5)


def file(folder: Path, text: str) -> Path:
    path = folder / "some.ids"
    path.write_text(text, encoding="utf-8")
    return path


def test_data(tiny: MetaGenModel, tmp_path: Path) -> None:
    data = Data(file(tmp_path, "".join(f"{i % 2}\t{4 + i} 5\n" for i in range(20))), tiny.config, 8)
    assert (len(data.split("train")), len(data.split("validation"))) == (18, 2)
    batch, again = data.batch("train", 6, 1, 2), data.batch("train", 6, 1, 2)
    assert all(a is None or b is not None and torch.equal(a, b) for a, b in zip(batch, again, strict=True))
    tokens, classes = batch[0], batch[-1]
    assert tokens is not None and tokens.shape == (6, 8) and classes is not None and torch.equal(tokens[:, 1] % 2, classes)


def test_refuses_a_class_that_there_is_not(tiny: MetaGenModel, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="the class of example 1"):
        Data(file(tmp_path, f"{tiny.config.num_classes}\t5\n"), tiny.config, 8)
