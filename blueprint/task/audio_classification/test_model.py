import math
import wave
from pathlib import Path

import pytest
import torch

from data import Data, example
from model import MetaGenModel
from scripts.test_model import blueprint, made


def test_knows_nothing_at_first(tiny: MetaGenModel) -> None:
    inputs, targets = made(tiny, 8)
    with torch.inference_mode():
        assert tiny(*inputs, *targets)[1].item() == pytest.approx(math.log(tiny.config.num_classes), abs=0.15)


def test_hears_all_of_the_recording(tiny: MetaGenModel) -> None:
    (mel,), _ = example(tiny.config, 2)
    mel.requires_grad_()
    tiny(mel)[0].sum().backward()
    assert mel.grad is not None and mel.grad.abs().amax(dim=(0, 1)).min() > 0


def test_rows_of_a_batch_do_not_meet(tiny: MetaGenModel) -> None:
    (mel,), _ = example(tiny.config, 3)
    with torch.inference_mode():
        torch.testing.assert_close(tiny(mel[1:2])[0][0], tiny(mel)[0][1], atol=1e-5, rtol=1e-5)


def test_reads_recordings(tiny: MetaGenModel, tmp_path: Path) -> None:
    for number in range(tiny.config.num_classes):
        for name in ("a", "b", "c"):
            (tmp_path / f"class{number}").mkdir(exist_ok=True)
            with wave.open(str(tmp_path / f"class{number}" / f"{name}.wav"), "wb") as file:
                file.setnchannels(2)
                file.setsampwidth(2)
                file.setframerate(blueprint.sample_rate)
                file.writeframes(bytes(4000))
    data = Data(tmp_path, tiny.config)
    assert [len(data.places[split]) for split in ("train", "validation")] == [2 * tiny.config.num_classes, tiny.config.num_classes]
    mel, targets = data.batch("train", 4, 0, 0)
    assert mel.shape == (4, tiny.config.mel_bins, 2 * tiny.config.source_positions) and targets.shape == (4,)
