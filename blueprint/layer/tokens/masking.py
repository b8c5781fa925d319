import torch
from torch import Tensor


def hidden(tokens: Tensor, may: Tensor, plain: list[int], mask_token: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """tokens (B, T) with 15% of those that may be hidden (B, T) chosen, one at least: 8 of 10 become the mask token, 1 any other, 1 stays.
    Returns these, and targets (B, T): the chosen tokens, and -100 elsewhere."""
    chance = torch.rand(tokens.shape, generator=generator).masked_fill(~may, 2.0)
    chosen = may & ((chance < 0.15) | (chance == chance.amin(dim=1, keepdim=True)))
    kind = torch.rand(tokens.shape, generator=generator)
    others = torch.tensor(plain)[torch.randint(len(plain), tokens.shape, generator=generator)]
    shown = torch.where(kind < 0.8, mask_token, torch.where(kind < 0.9, others, tokens))
    return torch.where(chosen, shown, tokens), torch.where(chosen, tokens, -100)
