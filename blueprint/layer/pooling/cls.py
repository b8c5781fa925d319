from torch import Tensor, nn

from config import Config


class Pooler(nn.Module):
    """One vector for a text: its first token's."""

    def __init__(self, config: Config):
        super().__init__()

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        return x[:, 0]  # (B, C)
