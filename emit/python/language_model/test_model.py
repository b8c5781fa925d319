"""Whether the model is the blueprint's: its counts at full size, on the meta device, which holds no numbers, and its conduct at a tiny size.

    pytest code

One package at a time: all of them have a module code.test_model.
"""

import io
import json
import math
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor
from torch.utils.flop_counter import FlopCounterMode

from config import Blueprint
from model import Config, KVCache, MetaGenModel

blueprint = Blueprint()


@pytest.fixture(scope="module")
def full() -> MetaGenModel:
    """The blueprint's own model in its training precision, on the meta device."""
    with torch.device("meta"):
        return MetaGenModel().to(getattr(torch, blueprint.precision)).eval()


def test_parameters(full: MetaGenModel) -> None:
    assert full.num_parameters() == blueprint.total_params
    assert sum(p.numel() for p in full.parameters() if p.requires_grad) == blueprint.trainable_params


def test_tensors(full: MetaGenModel) -> None:
    path = Path(__file__).resolve().parent.parent / "blueprint" / "tensors.json"
    if not path.is_file():
        pytest.skip(f"names and shapes of tensors: there is no {path}")
    listed = [(tensor["name"], tensor["shape"]) for tensor in json.loads(path.read_text(encoding="utf-8"))["tensors"]]
    assert [(name, list(tensor.shape)) for name, tensor in full.state_dict().items()] == listed


def test_forward_flops(full: MetaGenModel) -> None:
    with FlopCounterMode(display=False) as counter:
        full(torch.zeros(1, blueprint.sequence_length, dtype=torch.long, device="meta"))
    assert counter.get_total_flops() == blueprint.forward_flops


def test_kv_cache_bytes(full: MetaGenModel) -> None:
    cache = KVCache(full.config)
    full(torch.zeros(1, full.config.max_seq_len, dtype=torch.long, device="meta"), cache=cache)
    assert sum(x.numel() * x.element_size() for kv in cache.kv if kv is not None for x in kv) == blueprint.kv_cache_bytes


def tiny_config() -> Config:
    """The blueprint's choices, at sizes that a CPU runs in a moment."""
    config = asdict(Config())
    heads, kv_heads = min(4, config["heads"]), min(2, config["kv_heads"])
    if config["kv_heads"] == config["heads"]:
        kv_heads = heads
    share = config.get("partial_rotary", 1.0)
    head_dim = next(d for d in (16, 20, 24, 32, 40, 48, 64, config["head_dim"]) if int(share * d) > 0 and int(share * d) % 2 == 0)
    sizes = {"hidden_size": 64, "layers": 2, "heads": heads, "kv_heads": kv_heads, "head_dim": head_dim, "ffn_size": 96}
    sizes |= {"vocab_size": 61, "max_seq_len": 32, "sliding_window": 8, "dropout": 0}
    sizes |= {"experts": 4, "experts_per_token": 2, "shared_experts": 1, "expert_ffn_size": 32}
    return replace(Config(), **{name: size for name, size in sizes.items() if name in config})


@pytest.fixture
def tiny() -> MetaGenModel:
    torch.manual_seed(0)
    return MetaGenModel(tiny_config()).eval()


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


def test_every_parameter_learns(tiny: MetaGenModel) -> None:
    tokens = draw(tiny, 8)
    tiny.train()(tokens[:, :-1], tokens[:, 1:])[1].backward()
    for name, parameter in tiny.named_parameters():
        assert parameter.grad is not None and parameter.grad.isfinite().all(), name
        assert parameter.dim() < 2 or parameter.grad.count_nonzero() > 0, name


def test_learns_a_batch_by_heart(tiny: MetaGenModel) -> None:
    tokens = draw(tiny)
    before = next_token_loss(tiny, tokens)
    optimizer = torch.optim.AdamW(tiny.parameters(), lr=5e-3)
    for _ in range(40):
        tiny.train()(tokens[:, :-1], tokens[:, 1:])[1].backward()
        optimizer.step()
        optimizer.zero_grad()
    assert next_token_loss(tiny.eval(), tokens) < before / 4


def test_state_dict_restores_it(tiny: MetaGenModel) -> None:
    file = io.BytesIO()
    torch.save(tiny.state_dict(), file)
    file.seek(0)
    other = MetaGenModel(tiny.config).eval()
    other.load_state_dict(torch.load(file, weights_only=True))
    with torch.inference_mode():
        assert torch.equal(other(draw(tiny))[0], tiny(draw(tiny))[0])
