from torch import Tensor, nn

from arch.speech.decoder import Decoder
from arch.speech.encoder import Encoder
from config import Config
from layer.cross_attention.cache import KVCache


class Speech(nn.Module):
    """The encoder of audio and the decoder of text, as public weights name them."""

    def __init__(self, config: Config):
        super().__init__()
        self.encoder = Encoder(config)
        self.decoder = Decoder(config)

    def forward(self, mel: Tensor, tokens: Tensor) -> Tensor:
        return self.decode(self.encoder(mel), tokens, None)

    def decode(self, source: Tensor, tokens: Tensor, cache: KVCache | None) -> Tensor:
        return self.decoder(tokens, source, cache)
