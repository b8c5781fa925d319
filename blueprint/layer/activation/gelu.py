import torch.nn.functional as F
from torch import Tensor


def activation(x: Tensor) -> Tensor:
    """GELU, exact."""
    return F.gelu(x)
