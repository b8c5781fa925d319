import torch.nn.functional as F
from torch import Tensor

from config import Config


def width(config: Config) -> int:
    """The numbers that come out: a logit for each class."""
    return config.num_classes


def criterion(logits: Tensor, targets: Tensor) -> Tensor:
    """logits (B, num_classes), targets (B,), a class each -> their mean cross-entropy."""
    return F.cross_entropy(logits.float(), targets)
