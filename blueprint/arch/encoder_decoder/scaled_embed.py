from torch import Tensor, nn


def embed(tokens: Tensor, table: nn.Embedding) -> Tensor:
    """tokens (B, T) -> (B, T, C), times the root of the width."""
    return table(tokens) * table.embedding_dim**0.5
