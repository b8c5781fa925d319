from torch import Tensor, nn

from arch.audio_decoder.decoder import Decoder
from config import Config
from layer.cross_attention.cache import KVCache


class Stack(nn.Module):
    """Holds the decoder, as public weights name it."""

    def __init__(self, config: Config):
        super().__init__()
        self.decoder = Decoder(config)

    def forward(self, tokens: Tensor, cache: KVCache | None) -> Tensor:
        return self.decoder(tokens, cache)
