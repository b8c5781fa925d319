import torch
from torch import Tensor, nn

from arch.audio_decoder.codes import code_loss, draw_codes
from arch.audio_decoder.cross_stack import Stack
from arch.audio_decoder.draw import draw
from arch.audio_decoder.hidden import hide
from config import Config
from layer.cross_attention.cache import KVCache
from layer.weights.plain import initialise


class MetaGenModel(nn.Module):
    """The decoder, which reads the hidden states of a text encoder that is no part of it, and a layer a codebook, which scores each of its codes."""

    def __init__(self, config: Config = Config()):
        super().__init__()
        self.config = config
        self.model = Stack(config)
        self.lm_heads = nn.ModuleList(nn.Linear(config.hidden_size, config.vocab_size, bias=False) for _ in range(config.codebooks))
        initialise(self, config, draw)

    def forward(
        self, tokens: Tensor, states: Tensor, present: Tensor | None, targets: Tensor | None = None, cache: KVCache | None = None
    ) -> tuple[Tensor, Tensor | None]:
        """delayed tokens (B, K, T) and states (B, S, C), of which those count that are present (B, S) -> logits (B, K, T, vocab_size)
        and, with targets (B, K, T), their mean cross-entropy; target -1 is not counted."""
        if states.size(1) > self.config.text_max_seq_len:
            raise ValueError(f"{states.size(1)} states do not fit text_max_seq_len {self.config.text_max_seq_len}")
        dtype = next(self.parameters()).dtype
        x = self.model(tokens, states.to(dtype), hide(present, dtype), cache)
        logits = torch.stack([head(x) for head in self.lm_heads], dim=1)
        return logits, code_loss(logits, targets) if targets is not None else None

    @torch.inference_mode()
    def generate(self, prompt: Tensor, states: Tensor, frames: int, temperature: float = 1.0, top_k: int | None = None) -> Tensor:
        """prompt (B, K, given) and states (B, S, C) -> codes (B, K, frames) that begin with the prompt; temperature 0 takes the likeliest."""
        cache = KVCache()
        return draw_codes(lambda tokens: self(tokens, states, None, cache=cache)[0], prompt, frames, self.config, temperature, top_k)

    def num_parameters(self) -> int:
        return sum(p.numel() for p in self.parameters())
