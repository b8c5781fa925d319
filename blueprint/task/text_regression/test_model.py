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


def test_data(tiny: MetaGenModel, tmp_path: Path) -> None:
    path, numbers = tmp_path / "some.ids", ",".join(["0.5"] * tiny.config.num_outputs)
    path.write_text(f"{numbers}\t5 6\n" * 20, encoding="utf-8")
    *inputs, targets = Data(path, tiny.config, 8).batch("train", 6, 1, 2)
    assert inputs[0] is not None and inputs[0].shape == (6, 8)
    assert targets is not None and targets.shape == (6, tiny.config.num_outputs) and (targets == 0.5).all()


def test_refuses_what_is_no_number(tiny: MetaGenModel, tmp_path: Path) -> None:
    path = tmp_path / "some.ids"
    path.write_text("much\t5\n", encoding="utf-8")
    with pytest.raises(Refusal, match="the numbers of example 1"):
        Data(path, tiny.config, 8)
