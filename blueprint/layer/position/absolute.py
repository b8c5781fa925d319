from dataclasses import dataclass

from torch import Tensor

from config import Config
from layer.cache.full import KVCache, causal_mask


@dataclass
class Step:
    """What all layers share in one forward pass."""

    mask: Tensor | None  # (T, S)
    cache: KVCache | None


def prepare(config: Config, x: Tensor, cache: KVCache | None) -> Step:
    """x is (B, T, C); the layers know of position only what causal order tells them."""
    return Step(causal_mask(config, x, cache.seen if cache is not None else 0), cache)
