import torch
from torch import Tensor


class KVCache:
    """Keys and values of the tokens seen so far, and those of the source, computed once: two pairs a layer."""

    def __init__(self) -> None:
        self.seen = 0  # tokens
        self.kv: dict[int, tuple[Tensor, Tensor]] = {}
        self.source: dict[int, tuple[Tensor, Tensor]] = {}

    def extend(self, layer: int, k: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
        if layer in self.kv:
            k, v = torch.cat([self.kv[layer][0], k], dim=2), torch.cat([self.kv[layer][1], v], dim=2)
        self.kv[layer] = k, v
        return k, v


def causal_mask(x: Tensor, seen: int) -> Tensor | None:
    """What to add to the scores of T new tokens after `seen` others: 0 or -inf, (T, S); None where causal order says it all."""
    T, S = x.size(1), seen + x.size(1)
    if T in (1, S):
        return None
    return torch.full((T, S), float("-inf"), dtype=x.dtype, device=x.device).triu(S - T + 1)
