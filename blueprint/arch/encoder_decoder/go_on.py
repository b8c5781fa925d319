from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor


def go_on(score: Callable[[Tensor], Tensor], tokens: Tensor, end: int, new_tokens: int, temperature: float, top_k: int | None) -> Tensor:
    """tokens (B, T) -> (B, T + new_tokens), or fewer where every sequence has its end before; score gives the logits (B, vocab_size) of what follows."""
    step, ended = tokens, torch.zeros(tokens.size(0), 1, dtype=torch.bool, device=tokens.device)
    for _ in range(new_tokens):
        logits = score(step).float()
        if temperature == 0:
            step = logits.argmax(-1, keepdim=True)
        else:
            if top_k is not None:
                floor = logits.topk(min(top_k, logits.size(-1))).values[:, -1:]
                logits = logits.masked_fill(logits < floor, float("-inf"))
            step = torch.multinomial(F.softmax(logits / temperature, dim=-1), 1)
        step = step.masked_fill(ended, end)
        tokens, ended = torch.cat([tokens, step], dim=1), ended | (step == end)
        if ended.all():
            break
    return tokens
