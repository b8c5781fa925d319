from torch import Tensor, nn


def embed(tokens: Tensor, table: nn.Embedding) -> Tensor:
    """tokens (B, T) -> (B, T, C)."""
    return table(tokens)
