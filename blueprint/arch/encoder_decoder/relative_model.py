import torch
import torch.nn.functional as F
from torch import Tensor, nn

from arch.encoder_decoder.go_on import go_on
from arch.encoder_decoder.output_layer import OutputLayer
from arch.encoder_decoder.relative_draw import draw
from arch.encoder_decoder.relative_stacks import Decoder, Encoder
from config import Config
from layer.cross_attention.cache import KVCache
from layer.weights.plain import initialise


class MetaGenModel(nn.Module):
    """An encoder of the source, a decoder of the target that attends to it, and the layer that scores every token of the vocabulary."""

    def __init__(self, config: Config = Config()):
        super().__init__()
        self.config = config
        self.shared = nn.Embedding(config.vocab_size, config.hidden_size)
        self.encoder = Encoder(config, self.shared)
        self.decoder = Decoder(config, self.shared)
        self.lm_head = OutputLayer(self.shared)
        initialise(self, config, draw)

    def forward(self, source: Tensor, mask: Tensor | None, tokens: Tensor, targets: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        """source (B, S) and tokens (B, T) -> logits (B, T, vocab_size) and, with targets (B, T), their mean cross-entropy; target -1 is not counted.
        The mask (B, S) is true where there is a token of the source; None stands for everywhere."""
        logits = self.decode(tokens, self.encode(source, mask), mask)
        if targets is None:
            return logits, None
        return logits, F.cross_entropy(logits.flatten(0, 1).float(), targets.flatten(), ignore_index=-1)

    def encode(self, source: Tensor, mask: Tensor | None) -> Tensor:
        """source (B, S) -> (B, S, C)."""
        if source.size(1) > self.config.max_seq_len:
            raise ValueError(f"a source of {source.size(1)} tokens does not fit max_seq_len {self.config.max_seq_len}")
        return self.encoder(self.shared(source), None if mask is None else mask[:, None, None])

    def decode(self, tokens: Tensor, source: Tensor, mask: Tensor | None, cache: KVCache | None = None) -> Tensor:
        """tokens (B, T), after those of the cache, and an encoded source (B, S, C) -> logits (B, T, vocab_size)."""
        seen = cache.seen if cache is not None else 0
        if seen + tokens.size(1) > self.config.max_seq_len:
            raise ValueError(f"{seen + tokens.size(1)} tokens do not fit max_seq_len {self.config.max_seq_len}")
        return self.lm_head(self.decoder(self.shared(tokens), source, None if mask is None else mask[:, None, None], cache))

    @torch.inference_mode()
    def generate(
        self, source: Tensor, mask: Tensor | None, start: int, end: int, new_tokens: int, temperature: float = 0.0, top_k: int | None = None
    ) -> Tensor:
        """source (B, S) -> the start and what follows it, (B, 1 + new_tokens) or fewer; temperature 0 takes the likeliest token."""
        encoded, cache = self.encode(source, mask), KVCache()
        tokens = torch.full((source.size(0), 1), start, device=source.device)
        return go_on(lambda step: self.decode(step, encoded, mask, cache)[:, -1], tokens, end, new_tokens, temperature, top_k)

    def num_parameters(self) -> int:
        return sum(p.numel() for p in self.parameters())
