from torch import Tensor


def inputs(tokens: Tensor, mask: Tensor | None, types: Tensor | None) -> tuple[Tensor | None, ...]:
    """What the model reads: tokens, which of them are padding, and the segments that they are of."""
    return tokens, mask, types
