import math
from collections.abc import Iterator
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.autograd.function import once_differentiable


def running_states(decay: Tensor, inflow: Tensor) -> Tensor:
    """h[t] = decay[t] h[t-1] + inflow[t] for all t of dimension 1 at once, from h = 0: each round joins pairs of neighbouring spans into spans
    twice as long (Sklansky). Decays, which are at most 1, are multiplied and never divided by: nothing overflows."""
    length, span = inflow.size(1), 1
    missing = 2 ** (length - 1).bit_length() - length
    decay, states = (F.pad(part, (0, 0, 0, 0, 0, missing)) for part in (decay, inflow))
    while span < length:
        left, right = states.unflatten(1, (-1, 2, span)).unbind(2)
        left_decay, right_decay = decay.unflatten(1, (-1, 2, span)).unbind(2)
        right.addcmul_(right_decay, left[:, :, -1:])
        right_decay.mul_(left_decay[:, :, -1:])
        span *= 2
    return states[:, :length]


class SelectiveScan(torch.autograd.Function):
    """h[t] = exp(dt[t] a) h[t-1] + dt[t] x[t] b[t] and y[t] = h[t] c[t], chunk after chunk, the tokens of a chunk side by side.

    x and dt are (B, T, I), a is (I, N), b and c are (B, T, N), the state h is (B, I, N); all is worked out in the precision of dt. Backward needs
    these and the state before each chunk; it makes the states in between anew, so that there are never more than those of one chunk.
    """

    CHUNK = 64  # tokens, or as many as make 64 chunks of a long sequence

    @staticmethod
    def chunks(dt: Tensor, *others: Tensor) -> Iterator[tuple[Tensor, ...]]:
        """Each chunk of dt and of the others, in the precision of dt."""
        length = max(SelectiveScan.CHUNK, math.ceil(dt.size(1) / 64))
        return zip(*(part.to(dt.dtype).split(length, dim=1) for part in (dt, *others)), strict=True)

    @staticmethod
    def states(x: Tensor, dt: Tensor, a: Tensor, b: Tensor, h: Tensor) -> tuple[Tensor, Tensor]:
        """The decays and the states, (B, L, I, N) each, of L tokens that come after the state h."""
        decay = torch.exp(dt[..., None] * a)
        inflow = (dt * x)[..., None] * b[:, :, None]
        inflow[:, 0] += decay[:, 0] * h
        return decay, running_states(decay, inflow)

    @staticmethod
    def forward(ctx: Any, x: Tensor, dt: Tensor, a: Tensor, b: Tensor, c: Tensor, h: Tensor) -> tuple[Tensor, Tensor]:
        y, before = [], []
        for dt_, x_, b_, c_ in SelectiveScan.chunks(dt, x, b, c):
            before.append(h)
            _, states = SelectiveScan.states(x_, dt_, a, b_, h)
            y.append((states @ c_[..., None]).squeeze(-1))
            h = states[:, -1]
        ctx.save_for_backward(x, dt, a, b, c, torch.stack(before))
        return torch.cat(y, dim=1), h.clone()

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, dy: Tensor, dh: Tensor) -> tuple[Tensor, ...]:
        x, dt, a, b, c, before = ctx.saved_tensors
        da = torch.zeros_like(a)
        grads: list[tuple[Tensor, Tensor, Tensor, Tensor]] = []  # of x, dt, b and c, the last chunk first
        chunks = list(SelectiveScan.chunks(dt, x, b, c, dy))
        for h, (dt_, x_, b_, c_, dy_) in zip(before.flip(0), reversed(chunks), strict=True):
            decay, states = SelectiveScan.states(x_, dt_, a, b_, h)
            # What a state does to the loss comes back to it through the decays after it: the same recurrence, from dh at the end.
            dstates = dy_[..., None] @ c_[:, :, None]
            dstates[:, -1] += dh
            after = decay.roll(-1, dims=1)  # what comes to stand last is not met
            dstates = running_states(after.flip(1), dstates.flip(1)).flip(1)
            dh = decay[:, 0] * dstates[:, 0]
            dexponent = dstates * decay * torch.cat([h[:, None], states[:, :-1]], dim=1)
            dinflow = (dstates * b_[:, :, None]).sum(-1)
            da += (dexponent * dt_[..., None]).sum((0, 1))
            ddt = (dexponent * a).sum(-1) + dinflow * x_
            db = (dstates * (dt_ * x_)[..., None]).sum(2)
            dc = (states.transpose(2, 3) @ dy_[..., None]).squeeze(-1)
            grads.append((dinflow * dt_, ddt, db, dc))
        dx, ddt, db, dc = (torch.cat(parts[::-1], dim=1) for parts in zip(*grads, strict=True))
        return dx.to(x.dtype), ddt, da, db.to(b.dtype), dc.to(c.dtype), dh


def selective_scan(x: Tensor, dt: Tensor, a: Tensor, b: Tensor, c: Tensor, h: Tensor) -> tuple[Tensor, Tensor]:
    """The outputs (B, T, I) and the last state (B, I, N) of a selective scan that starts from the state h."""
    y, last = SelectiveScan.apply(x, dt, a, b, c, h)
    return y, last
