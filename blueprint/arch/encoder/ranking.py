import torch.nn.functional as F
from torch import Tensor

from config import Config


def width(config: Config) -> int:
    """The numbers that come out: one score."""
    return 1


def criterion(scores: Tensor, targets: Tensor) -> Tensor:
    """scores (B, 1); targets (B, 2), the query's number and the document's relevance -> -log P(the better document is above), mean over pairs of a query."""
    query, relevance, score = targets[:, 0], targets[:, 1], scores[:, 0].float()
    better = (query[:, None] == query) & (relevance[:, None] > relevance)  # (B, B): row above column
    return (F.softplus(score - score[:, None]) * better).sum() / better.sum().clamp(min=1)
