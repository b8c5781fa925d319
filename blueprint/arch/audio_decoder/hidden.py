import torch
from torch import Tensor


def hide(present: Tensor | None, dtype: torch.dtype) -> Tensor | None:
    """What to add to scores so that only what is present (B, S) counts: 0 or -inf, (B, 1, 1, S); None where all is."""
    if present is None:
        return None
    return torch.zeros(present.shape, dtype=dtype, device=present.device).masked_fill(~present, float("-inf"))[:, None, None]
