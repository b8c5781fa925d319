import math
import wave
from pathlib import Path

import pytest
import torch

from data import END, START, Data, decode, example, log_mel
from model import MetaGenModel
from scripts.test_model import blueprint, made


def test_knows_nothing_at_first(tiny: MetaGenModel) -> None:
    inputs, targets = made(tiny, 8)
    with torch.inference_mode():
        assert tiny(*inputs, *targets)[1].item() == pytest.approx(math.log(tiny.config.vocab_size), abs=0.15)


def test_sees_no_later_token_and_all_of_the_audio(tiny: MetaGenModel) -> None:
    (mel, tokens), _ = example(tiny.config, 2)
    changed, cut = tokens.clone(), tokens.size(1) // 2
    changed[:, cut:] = (changed[:, cut:] + 1) % tiny.config.vocab_size
    louder = mel.clone()
    louder[:, :, -1] += 1
    with torch.inference_mode():
        before, after, other = tiny(mel, tokens)[0], tiny(mel, changed)[0], tiny(louder, tokens)[0]
    torch.testing.assert_close(after[:, :cut], before[:, :cut], atol=1e-5, rtol=1e-5)
    assert (after[:, cut:] - before[:, cut:]).abs().amax(dim=(0, 2)).min() > 1e-4
    assert (other - before).abs().amax(dim=2).min() > 0


def test_transcribes_what_it_finds_likeliest(tiny: MetaGenModel) -> None:
    """With the cache, token by token, what the whole sequence at once gives."""
    (mel, _), _ = example(tiny.config, 2)
    tokens = tiny.transcribe(mel, torch.full((2, 1), START), END)
    with torch.inference_mode():
        logits = tiny(mel, tokens[:, :-1])[0]
    behind = logits.amax(-1) - logits.gather(-1, tokens[:, 1:, None])[..., 0]
    ended = (tokens[:, :-1] == END).cumsum(dim=1) > 0
    assert behind.masked_fill(ended, 0).max() < 1e-4


def test_silence_is_flat() -> None:
    mel = log_mel(torch.zeros(1000), 20, 8, blueprint.n_fft, blueprint.hop_length, blueprint.sample_rate)
    assert mel.shape == (8, 20) and mel.min() == mel.max() == -1.5


def test_reads_recordings(tiny: MetaGenModel, tmp_path: Path) -> None:
    for name in ("a", "b"):
        with wave.open(str(tmp_path / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(blueprint.sample_rate)
            file.writeframes(bytes(4000))
    (tmp_path / "transcripts.jsonl").write_text('{"audio": "a.wav", "text": "hé"}\n{"audio": "b.wav", "text": ""}\n', encoding="utf-8")
    data = Data(tmp_path, tiny.config, 5)
    mel, tokens, targets = data.rows([0, 1])
    assert mel.shape == (2, tiny.config.mel_bins, 2 * tiny.config.source_positions)
    assert tokens.tolist() == [[START, 104, 195, 169, END], [START, END, END, END, END]]
    assert targets.tolist() == [[104, 195, 169, END, -1], [END, -1, -1, -1, -1]]
    assert decode(tokens[0].tolist()) == "hé"
