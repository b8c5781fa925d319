import torch
from torch import Tensor


def hide(x: Tensor, mask: Tensor | None) -> Tensor | None:
    """What to add to the scores of all layers: lowest for padding, else 0, (B, 1, 1, T); None where mask (B, T), true for tokens, is None."""
    if mask is None:
        return None
    return torch.zeros(mask.shape, dtype=x.dtype, device=x.device).masked_fill(~mask, torch.finfo(x.dtype).min)[:, None, None]
