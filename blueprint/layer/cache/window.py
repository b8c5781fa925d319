import torch
from torch import Tensor

from config import Config


class KVCache:
    """Keys and values of the last sliding_window tokens, a pair a layer: older ones are never looked at again."""

    def __init__(self, config: Config):
        self.window, self.seen = config.sliding_window, 0  # tokens
        self.kv: list[tuple[Tensor, Tensor] | None] = [None] * config.layers

    def extend(self, layer: int, k: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
        if (kept := self.kv[layer]) is not None:
            first = max(0, kept[0].size(2) - self.window + 1)  # the oldest key that the first new token still sees
            k, v = torch.cat([kept[0][:, :, first:], k], dim=2), torch.cat([kept[1][:, :, first:], v], dim=2)
        self.kv[layer] = k[:, :, -self.window :].clone(), v[:, :, -self.window :].clone()
        return k, v


def causal_mask(config: Config, x: Tensor, seen: int) -> Tensor | None:
    """What to add to the scores of T new tokens: 0 for the last sliding_window keys up to a query, else -inf, (T, S); None where all are seen."""
    T, S = x.size(1), min(seen, config.sliding_window - 1) + x.size(1)
    if seen + T > config.max_seq_len:
        raise ValueError(f"{seen + T} tokens do not fit max_seq_len {config.max_seq_len}")
    if T == 1 or T == S <= config.sliding_window:
        return None
    visible = torch.ones(T, S, dtype=torch.bool, device=x.device).tril(S - T).triu(S - T - config.sliding_window + 1)
    return torch.zeros(T, S, dtype=x.dtype, device=x.device).masked_fill(~visible, float("-inf"))
