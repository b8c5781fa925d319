import math

import torch
from torch import Tensor


def bucket(distance: Tensor, buckets: int, furthest: int, both_ways: bool) -> Tensor:
    """The bucket of a key's distance from its query: one a distance up to half of them, then ever wider ones up to the furthest (T5). Both ways,
    half of the buckets are for the keys that follow; else what follows is not seen, and shares the bucket of distance 0."""
    later = torch.zeros_like(distance)
    if both_ways:
        buckets //= 2
        later, distance = (distance > 0) * buckets, distance.abs()
    else:
        distance = (-distance).clamp(min=0)
    exact = buckets // 2
    wider = exact + (torch.log(distance.clamp(min=1) / exact) / math.log(furthest / exact) * (buckets - exact)).long()
    return later + torch.where(distance < exact, distance, wider.clamp(max=buckets - 1))
