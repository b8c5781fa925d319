from torch import Tensor


def inputs(tokens: Tensor, mask: Tensor | None, types: Tensor | None) -> tuple[Tensor | None, ...]:
    """What the model reads: tokens, and which of them are padding; it has one segment."""
    return tokens, mask, None
