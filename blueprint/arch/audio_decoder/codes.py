from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from config import Config


def delay(codes: Tensor, config: Config) -> Tensor:
    """codes (B, K, frames) -> tokens (B, K, 1 + frames + most): codebook k is 1 + k // audio_channels positions late; where it has no code is vocab_size."""
    B, K, frames = codes.shape
    most = (K - 1) // config.audio_channels
    tokens = codes.new_full((B, K, 1 + frames + most), config.vocab_size)
    for k in range(K):
        first = 1 + k // config.audio_channels
        tokens[:, k, first : first + frames] = codes[:, k]
    return tokens


def undelay(tokens: Tensor, config: Config) -> Tensor:
    """The codes of delay's tokens: (B, K, L) -> (B, K, frames)."""
    K, frames = tokens.size(1), tokens.size(2) - 1 - (tokens.size(1) - 1) // config.audio_channels
    starts = [1 + k // config.audio_channels for k in range(K)]
    return torch.stack([tokens[:, k, first : first + frames] for k, first in enumerate(starts)], dim=1)


def code_loss(logits: Tensor, targets: Tensor) -> Tensor:
    """The mean cross-entropy of logits (B, K, T, V) with targets (B, K, T); target -1 is not counted."""
    return F.cross_entropy(logits.flatten(0, 2).float(), targets.flatten(), ignore_index=-1)


def draw_codes(score: Callable[[Tensor], Tensor], prompt: Tensor, frames: int, config: Config, temperature: float, top_k: int | None) -> Tensor:
    """prompt (B, K, given) -> codes (B, K, frames) that begin with it; score gives the logits of the tokens (B, K, T) that follow those it has had."""
    B, K, given = prompt.shape
    if not 0 <= given < frames:
        raise ValueError(f"the prompt has {given} frames, and {frames} are wanted in all: it must have fewer")
    if (longest := frames + (K - 1) // config.audio_channels) > config.max_seq_len:
        raise ValueError(f"{frames} frames take {longest} positions, which do not fit max_seq_len {config.max_seq_len}")
    tokens = delay(torch.cat([prompt, prompt.new_full((B, K, frames - given), -1)], dim=2), config)  # -1 where a code is to be drawn
    seen = 0
    for t in range(1 + given, tokens.size(2)):
        logits = score(tokens[:, :, seen:t])[:, :, -1].float()  # (B, K, V)
        if temperature == 0:
            drawn = logits.argmax(-1)
        else:
            if top_k is not None:
                floor = logits.topk(min(top_k, logits.size(-1))).values[..., -1:]
                logits = logits.masked_fill(logits < floor, float("-inf"))
            drawn = torch.multinomial(F.softmax(logits / temperature, dim=-1).flatten(0, 1), 1).view(B, K)
        tokens[:, :, t] = torch.where(tokens[:, :, t] == -1, drawn, tokens[:, :, t])
        seen = t
    return undelay(tokens, config)
