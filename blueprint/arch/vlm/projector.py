import torch.nn.functional as F
from torch import Tensor, nn

from config import Config


class Projector(nn.Module):
    """From the width of the vision tower to that of the language model: patches (B, N, C) -> (B, N, hidden_size)."""

    def __init__(self, config: Config):
        super().__init__()
        self.linear_1 = nn.Linear(config.vision_hidden_size, config.hidden_size)
        self.linear_2 = nn.Linear(config.hidden_size, config.hidden_size)

    def forward(self, patches: Tensor) -> Tensor:
        return self.linear_2(F.gelu(self.linear_1(patches)))
