import torch.nn.functional as F
from torch import Tensor

from config import Config


def width(config: Config) -> int:
    """The numbers that come out."""
    return config.num_outputs


def criterion(outputs: Tensor, targets: Tensor) -> Tensor:
    """outputs and targets (B, num_outputs) -> their mean squared error."""
    return F.mse_loss(outputs.float(), targets.float())
