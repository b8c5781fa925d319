import torch
from torch import Tensor, nn


class TowerMLP(nn.Module):
    """The MLP of one tower: up to ffn_size, through x sigmoid(1.702 x), a quick GELU,, and down again."""

    def __init__(self, hidden_size: int, ffn_size: int):
        super().__init__()
        self.fc1 = nn.Linear(hidden_size, ffn_size)
        self.fc2 = nn.Linear(ffn_size, hidden_size)

    def forward(self, x: Tensor) -> Tensor:
        x = self.fc1(x)
        return self.fc2(x * torch.sigmoid(1.702 * x))
