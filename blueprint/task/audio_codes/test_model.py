import math

import pytest
import torch

from data import made_condition
from model import MetaGenModel, code_loss, delay, undelay
from scripts.test_model import made


def test_knows_nothing_at_first(tiny: MetaGenModel) -> None:
    inputs, targets = made(tiny, 8)
    with torch.inference_mode():
        assert tiny(*inputs, *targets)[1].item() == pytest.approx(math.log(tiny.config.vocab_size), abs=0.15)


def test_sees_no_later_code(tiny: MetaGenModel) -> None:
    (tokens, *condition), _ = made(tiny, 2)
    assert tokens is not None
    changed, cut = tokens.clone(), tokens.size(2) // 2
    changed[:, :, cut:] = (changed[:, :, cut:] + 1) % tiny.config.vocab_size
    with torch.inference_mode():
        before, after = tiny(tokens, *condition)[0], tiny(changed, *condition)[0]
    torch.testing.assert_close(after[:, :, :cut], before[:, :, :cut], atol=1e-5, rtol=1e-5)
    assert (after[:, :, cut:] - before[:, :, cut:]).abs().amax(dim=(0, 1, 3)).min() > 1e-5


def test_delay_loses_nothing(tiny: MetaGenModel) -> None:
    config = tiny.config
    codes = torch.randint(config.vocab_size, (2, config.codebooks, 5))
    tokens = delay(codes, config)
    assert torch.equal(undelay(tokens, config), codes)
    assert int((tokens != config.vocab_size).sum()) == codes.numel()
    for k in range(config.codebooks):
        assert int((tokens[0, k] != config.vocab_size).nonzero()[0]) == 1 + k // config.audio_channels


def test_loss_leaves_out_what_is_no_code(tiny: MetaGenModel) -> None:
    logits = torch.randn(1, tiny.config.codebooks, 3, tiny.config.vocab_size)
    targets = torch.randint(tiny.config.vocab_size, (1, tiny.config.codebooks, 3))
    targets[:, :, 2] = -1
    torch.testing.assert_close(code_loss(logits, targets), code_loss(logits[:, :, :2], targets[:, :, :2]))


def test_generates_what_it_finds_likeliest(tiny: MetaGenModel) -> None:
    """With the cache, position by position, what the whole sequence at once gives; and the same again from a prompt."""
    config = tiny.config
    condition = made_condition(config, 2)
    read = condition[:1]
    frames = config.max_seq_len - (config.codebooks - 1) // config.audio_channels
    codes = tiny.generate(torch.zeros(2, config.codebooks, 0, dtype=torch.long), *read, frames, temperature=0)
    tokens = delay(codes, config)
    with torch.inference_mode():
        logits = tiny(tokens[:, :, :-1], *condition)[0]
    chosen = logits.gather(-1, tokens[:, :, 1:, None].clamp(max=config.vocab_size - 1))[..., 0]
    behind = (logits.amax(-1) - chosen).masked_fill(tokens[:, :, 1:] == config.vocab_size, 0)
    assert behind.max() < 1e-4
    again = tiny.generate(codes[:, :, : frames // 2], *read, frames, temperature=0)
    assert torch.equal(again, codes)
