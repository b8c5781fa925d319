import torch
import torch.nn.functional as F
from torch import Tensor


def contrast(embeddings: Tensor, targets: Tensor, temperature: float) -> Tensor:
    """embeddings (B, E) of length 1; targets (B,), equal where two are of the same thing -> -log P(the other one among all others), their mean."""
    x = embeddings.float()
    similarity = (x[:, None] * x).sum(dim=-1) / temperature  # (B, B)
    itself = torch.eye(len(x), dtype=torch.bool, device=x.device)
    others = (targets[:, None] == targets) & ~itself
    scores = F.log_softmax(similarity.masked_fill(itself, -1e4), dim=-1)
    return -scores[others].sum() / others.sum().clamp(min=1)
