import torch.nn.functional as F
from torch import Tensor


def activation(x: Tensor) -> Tensor:
    """SiLU."""
    return F.silu(x)
