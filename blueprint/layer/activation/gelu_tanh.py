import torch.nn.functional as F
from torch import Tensor


def activation(x: Tensor) -> Tensor:
    """GELU in its tanh approximation, as GPT-2 has it."""
    return F.gelu(x, approximate="tanh")
