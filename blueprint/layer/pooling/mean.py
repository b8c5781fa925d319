from torch import Tensor, nn

from config import Config


class Pooler(nn.Module):
    """One vector for a text: the mean of its tokens', padding left out."""

    def __init__(self, config: Config):
        super().__init__()

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        if mask is None:
            return x.mean(dim=1)  # (B, C)
        return (x * mask[..., None]).sum(dim=1) / mask.sum(dim=1, keepdim=True)
