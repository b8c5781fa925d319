"""Whether the model is the blueprint's: its counts at full size, on the meta device, which holds no numbers, and its conduct at a tiny size.

    pytest code

One package at a time: all of them have a module code.test_model.
"""

import io
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from config import Blueprint, Tiny
from data import example
from model import Config, MetaGenModel

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


def held(batch: tuple[Tensor | None, ...], precision: torch.dtype) -> list[Tensor | None]:
    """A batch with its floats in a precision, as a model takes them that is held in it."""
    return [part.to(precision) if part is not None and part.is_floating_point() else part for part in batch]


def test_forward_flops(full: MetaGenModel) -> None:
    with torch.device("meta"):
        inputs = held(example(full.config, 1)[0], getattr(torch, blueprint.precision))
    with FlopCounterMode(display=False) as counter:
        full(*inputs)
    assert counter.get_total_flops() == blueprint.forward_flops


@pytest.fixture
def tiny() -> MetaGenModel:
    """A model of the blueprint's choices, at sizes that a CPU runs in a moment."""
    torch.manual_seed(0)
    return MetaGenModel(replace(Config(), **asdict(Tiny()))).eval()


def made(model: MetaGenModel, rows: int) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Made inputs and targets: tensors, or None where there is nothing to say."""
    torch.manual_seed(1)
    return example(model.config, rows)


def test_every_trainable_parameter_learns(tiny: MetaGenModel) -> None:
    inputs, targets = made(tiny, 8)
    called: set[nn.Module] = set()  # what no pass goes through has nothing to learn from
    for module in tiny.modules():
        module.register_forward_pre_hook(lambda module, _: called.add(module))
    tiny.train()(*inputs, *targets)[1].backward()
    for name, parameter in tiny.named_parameters():
        if parameter.requires_grad and tiny.get_submodule(name.rpartition(".")[0]) not in called:
            continue
        if parameter.requires_grad:
            assert parameter.grad is not None and parameter.grad.isfinite().all(), name
        else:
            assert parameter.grad is None, name
    assert any(parameter.grad.count_nonzero() > 0 for parameter in tiny.parameters() if parameter.grad is not None)


def test_learns_a_batch_by_heart(tiny: MetaGenModel) -> None:
    inputs, targets = made(tiny, 4)
    optimizer = torch.optim.AdamW([p for p in tiny.parameters() if p.requires_grad], lr=3e-3)
    losses = []
    for _ in range(40):
        loss = tiny.train()(*inputs, *targets)[1]
        losses.append(loss.item())
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    whole = all(p.requires_grad for p in tiny.parameters())
    assert min(losses[-5:]) < (0.7 if whole else 0.99) * losses[0]  # what is drawn and then frozen can be of little use


def test_state_dict_restores_it(tiny: MetaGenModel) -> None:
    file = io.BytesIO()
    torch.save(tiny.state_dict(), file)
    file.seek(0)
    other = MetaGenModel(tiny.config).eval()
    other.load_state_dict(torch.load(file, weights_only=True))
    inputs, _ = made(tiny, 2)
    with torch.inference_mode():
        torch.testing.assert_close(other(*inputs)[0], tiny(*inputs)[0], atol=0, rtol=0)
