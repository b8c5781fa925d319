import torch
from torch import Tensor, nn

from arch.audio_decoder.code_decoder import CodeDecoder
from arch.audio_decoder.codes import code_loss, draw_codes
from arch.audio_decoder.draw import draw
from arch.audio_decoder.hidden import hide
from arch.audio_decoder.text_encoder import TextEncoder
from config import Config
from layer.cross_attention.cache import KVCache
from layer.weights.plain import initialise


class MetaGenModel(nn.Module):
    """A text encoder, and a decoder of audio codes that attends to what it makes of the text."""

    def __init__(self, config: Config = Config()):
        super().__init__()
        self.config = config
        self.text_encoder = TextEncoder(config)
        self.enc_to_dec_proj = nn.Linear(config.text_hidden_size, config.hidden_size)
        self.decoder = CodeDecoder(config)
        initialise(self, config, draw)

    def forward(
        self, tokens: Tensor, text: Tensor, present: Tensor | None, targets: Tensor | None = None, cache: KVCache | None = None
    ) -> tuple[Tensor, Tensor | None]:
        """delayed tokens (B, K, T) and text (B, S), of which those bytes count that are present (B, S) -> logits (B, K, T, vocab_size)
        and, with targets (B, K, T), their mean cross-entropy; target -1 is not counted."""
        source, hidden = self.read(text, present)
        logits = self.decoder(tokens, source, hidden, cache)
        return logits, code_loss(logits, targets) if targets is not None else None

    def read(self, text: Tensor, present: Tensor | None) -> tuple[Tensor, Tensor | None]:
        """What the decoder attends to, (B, S, C), and what hides the bytes that are not present."""
        hidden = hide(present, self.enc_to_dec_proj.weight.dtype)
        return self.enc_to_dec_proj(self.text_encoder(text, hidden)), hidden

    @torch.inference_mode()
    def generate(self, prompt: Tensor, text: Tensor, frames: int, temperature: float = 1.0, top_k: int | None = None) -> Tensor:
        """prompt (B, K, given) and text (B, S) -> codes (B, K, frames) that begin with the prompt; temperature 0 takes the likeliest."""
        source, _ = self.read(text, None)
        cache = KVCache()
        return draw_codes(lambda tokens: self.decoder(tokens, source, None, cache), prompt, frames, self.config, temperature, top_k)

    def num_parameters(self) -> int:
        return sum(p.numel() for p in self.parameters())
