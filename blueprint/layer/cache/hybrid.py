import torch
from torch import Tensor

from config import Config


class KVCache:
    """What generation remembers of the tokens seen so far: an attention layer keeps their keys and values, 2 x S x kv_heads x head_dim numbers
    a sequence; a Mamba layer keeps the last inputs of its convolution and the state of its scan, which take the same room after any number of tokens."""

    def __init__(self, config: Config):
        self.seen = 0  # tokens
        self.kv: list[tuple[Tensor, Tensor] | None] = [None] * config.layers
        self.states: list[tuple[Tensor, Tensor] | None] = [None] * config.layers

    def extend(self, layer: int, k: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
        if (seen := self.kv[layer]) is not None:
            k, v = torch.cat([seen[0], k], dim=2), torch.cat([seen[1], v], dim=2)
        self.kv[layer] = k, v
        return k, v


def causal_mask(config: Config, x: Tensor, seen: int) -> Tensor | None:
    """What to add to the scores of T new tokens after `seen` others: 0 or -inf, (T, S); None where causal order says it all."""
    T, S = x.size(1), seen + x.size(1)
    if S > config.max_seq_len:
        raise ValueError(f"{S} tokens do not fit max_seq_len {config.max_seq_len}")
    if T in (1, S):
        return None
    return torch.full((T, S), float("-inf"), dtype=x.dtype, device=x.device).triu(S - T + 1)
