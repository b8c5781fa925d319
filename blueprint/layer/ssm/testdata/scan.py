"""The scan against the recurrence that it stands for, and its gradients against differences."""

import torch
from layer.ssm.scan import SelectiveScan, selective_scan
from torch import Tensor
from torch.utils.flop_counter import FlopCounterMode


def one_by_one(x, dt, a, b, c, h):
    y = []
    for t in range(x.size(1)):
        h = torch.exp(dt[:, t, :, None] * a) * h + (dt[:, t] * x[:, t])[..., None] * b[:, t, None]
        y.append((h * c[:, t, None]).sum(-1))
    return torch.stack(y, dim=1), h


def made(tokens: int, precision: torch.dtype = torch.float64, rows: int = 2, channels: int = 3, states: int = 4) -> list[Tensor]:
    x, h = torch.randn(rows, tokens, channels), torch.randn(rows, channels, states)
    dt, a = 2 * torch.rand(rows, tokens, channels), -3 * torch.rand(channels, states)
    b, c = torch.randn(rows, tokens, states), torch.randn(rows, tokens, states)
    return [part.to(precision).requires_grad_() for part in (x, dt, a, b, c, h)]


def same(tokens: int) -> None:
    """Outputs, the last state and all gradients."""
    inputs = made(tokens)
    ours, theirs = selective_scan(*inputs), one_by_one(*inputs)
    grads = [torch.randn_like(part) for part in ours]
    torch.testing.assert_close(ours, theirs)
    torch.testing.assert_close(torch.autograd.grad(ours, inputs, grads), torch.autograd.grad(theirs, inputs, grads))


def stays_finite() -> None:
    """Steps that forget everything at once, and such that forget nothing."""
    for scale in (0.0, 1e3, 1e30):
        x, dt, *others = made(100, torch.float32)
        inputs = [x, (dt.detach() * scale).requires_grad_(), *others]
        y, h = selective_scan(*inputs)
        y.mean().backward()
        assert h.isfinite().all() and all(part.grad.isfinite().all() for part in inputs), scale


def narrow() -> None:
    """Inputs in bfloat16 and steps in float32: worked out in float32, gradients as the inputs are."""
    x, dt, a, b, c, h = made(70, torch.float32)
    x, b, c = (part.detach().bfloat16().requires_grad_() for part in (x, b, c))
    y, _ = selective_scan(x, dt, a, b, c, h)
    y.sum().backward()
    assert y.dtype == dt.grad.dtype == torch.float32 and x.grad.dtype == b.grad.dtype == c.grad.dtype == torch.bfloat16
    torch.testing.assert_close(y, one_by_one(x.float(), dt, a, b.float(), c.float(), h)[0])


def counted() -> None:
    """The readout, and twice as much for its gradients."""
    inputs = made(130, rows=1)
    with FlopCounterMode(display=False) as forward:
        y, _ = selective_scan(*inputs)
    with FlopCounterMode(display=False) as backward:
        y.sum().backward()
    assert forward.get_total_flops() == 2 * 130 * 3 * 4 and backward.get_total_flops() == 2 * forward.get_total_flops()


def main() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    for tokens in (1, 2, 3, 5, 8, 13, 63, 64, 65, 130):
        same(tokens)
    same(4100)  # 64 chunks of 65, the last of 5
    SelectiveScan.CHUNK = 4
    for tokens in (1, 4, 10):
        same(tokens)
        assert torch.autograd.gradcheck(selective_scan, made(tokens))
    SelectiveScan.CHUNK = 64
    stays_finite()
    narrow()
    counted()
    print("the scan is the recurrence")


if __name__ == "__main__":
    main()
