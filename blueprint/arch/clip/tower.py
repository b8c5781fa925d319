from torch import Tensor, nn

from arch.clip.block import TowerBlock


class Tower(nn.Module):
    """The blocks of one tower, on the residual stream (B, T, C)."""

    def __init__(self, layers: int, hidden_size: int, heads: int, ffn_size: int, eps: float, causal: bool):
        super().__init__()
        self.layers = nn.ModuleList(TowerBlock(hidden_size, heads, ffn_size, eps, causal) for _ in range(layers))

    def forward(self, x: Tensor, unused: int = 0) -> Tensor:
        """So many of the last blocks are left out."""
        for block in self.layers[: len(self.layers) - unused]:
            x = block(x)
        return x
