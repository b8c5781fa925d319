import torch
import torch.nn.functional as F
from torch import Tensor

from config import Config


def criterion(embeddings: Tensor, targets: Tensor, config: Config) -> Tensor:
    """embeddings (B, E) of length 1; targets (B,), equal for texts that belong together -> -log P(a partner among all other texts), mean over partners."""
    x = embeddings.float()
    distance = torch.cdist(x, x, compute_mode="donot_use_mm_for_euclid_dist")  # (B, B), as a product of matrices rounds it at small distances
    alone = torch.eye(len(x), dtype=torch.bool, device=x.device)
    similarity = (1 - distance**2 / 2).masked_fill(alone, -1e4)  # cosines; no text is its own partner
    partners = (targets[:, None] == targets) & ~alone
    return -(F.log_softmax(similarity / config.temperature, dim=-1) * partners).sum() / partners.sum().clamp(min=1)
