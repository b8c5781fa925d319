import torch.nn.functional as F
from torch import Tensor


def criterion(logits: Tensor, targets: Tensor) -> Tensor:
    """logits (B, T, vocab_size), targets (B, T), the token that was hidden at each place -> mean cross-entropy; target -100 is not counted."""
    return F.cross_entropy(logits.flatten(0, 1).float(), targets.flatten())
