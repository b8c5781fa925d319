import math

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from model import KVCache, MetaGenModel
from scripts.test_model import blueprint


def test_cache_bytes(full: MetaGenModel) -> None:
    """Everything that the cache holds after max_seq_len tokens: keys and values, and states of recurrent layers."""
    cache = KVCache(full.config)
    full(torch.zeros(1, full.config.max_seq_len, dtype=torch.long, device="meta"), cache=cache)
    pairs = [pair for layers in vars(cache).values() if isinstance(layers, list) for pair in layers if pair is not None]
    assert sum(x.numel() * x.element_size() for pair in pairs for x in pair) == blueprint.kv_cache_bytes + blueprint.state_bytes


def draw(model: MetaGenModel, rows: int = 2) -> Tensor:
    generator = torch.Generator().manual_seed(1)
    return torch.randint(model.config.vocab_size, (rows, model.config.max_seq_len), generator=generator)


def next_token_loss(model: MetaGenModel, tokens: Tensor) -> float:
    """The mean cross-entropy alone, without what a model may add to its training loss."""
    with torch.inference_mode():
        return F.cross_entropy(model(tokens[:, :-1])[0].flatten(0, 1), tokens[:, 1:].flatten()).item()


def test_knows_nothing_at_first(tiny: MetaGenModel) -> None:
    assert next_token_loss(tiny, draw(tiny, 8)) == pytest.approx(math.log(tiny.config.vocab_size), abs=0.1)


def test_sees_no_later_token(tiny: MetaGenModel) -> None:
    tokens = draw(tiny)
    changed = tokens.clone()
    changed[:, 20:] = (changed[:, 20:] + 1) % tiny.config.vocab_size
    with torch.inference_mode():
        before, after = tiny(tokens)[0], tiny(changed)[0]
    torch.testing.assert_close(after[:, :20], before[:, :20], atol=1e-5, rtol=1e-5)
    assert (after[:, 20:] - before[:, 20:]).abs().amax(dim=(0, 2)).min() > 1e-4


def test_cache_changes_nothing(tiny: MetaGenModel) -> None:
    tokens, cache = draw(tiny), KVCache(tiny.config)
    with torch.inference_mode():
        pieces = [tiny(piece, cache=cache)[0] for piece in tokens.split([9, 1, 1, 13, 8], dim=1)]
        torch.testing.assert_close(torch.cat(pieces, dim=1), tiny(tokens)[0], atol=1e-4, rtol=1e-4)
        whole = tokens[:, :9]
        for _ in range(12):
            whole = torch.cat([whole, tiny(whole)[0][:, -1].argmax(-1, keepdim=True)], dim=1)
    assert torch.equal(tiny.generate(tokens[:, :9], 12, temperature=0), whole)
