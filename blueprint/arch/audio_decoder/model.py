import torch
from torch import Tensor, nn

from arch.audio_decoder.codes import code_loss, draw_codes
from arch.audio_decoder.draw import draw
from arch.audio_decoder.stack import Stack
from config import Config
from layer.cross_attention.cache import KVCache
from layer.weights.plain import initialise


class MetaGenModel(nn.Module):
    """The decoder and a layer a codebook, which scores each of its codes."""

    def __init__(self, config: Config = Config()):
        super().__init__()
        self.config = config
        self.model = Stack(config)
        self.lm_heads = nn.ModuleList(nn.Linear(config.hidden_size, config.vocab_size, bias=False) for _ in range(config.codebooks))
        initialise(self, config, draw)

    def forward(self, tokens: Tensor, targets: Tensor | None = None, cache: KVCache | None = None) -> tuple[Tensor, Tensor | None]:
        """delayed tokens (B, K, T) -> logits (B, K, T, vocab_size) and, with targets (B, K, T), their mean cross-entropy; target -1 is not counted."""
        x = self.model(tokens, cache)
        logits = torch.stack([head(x) for head in self.lm_heads], dim=1)
        return logits, code_loss(logits, targets) if targets is not None else None

    @torch.inference_mode()
    def generate(self, prompt: Tensor, frames: int, temperature: float = 1.0, top_k: int | None = None) -> Tensor:
        """prompt (B, K, given) -> codes (B, K, frames) that begin with it; temperature 0 takes the likeliest."""
        cache = KVCache()
        return draw_codes(lambda tokens: self(tokens, cache=cache)[0], prompt, frames, self.config, temperature, top_k)

    def num_parameters(self) -> int:
        return sum(p.numel() for p in self.parameters())
