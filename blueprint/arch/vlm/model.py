import torch
import torch.nn.functional as F
from torch import Tensor, nn

from arch.decoder.output_layer import output_layer
from arch.vlm.draw import draw
from arch.vlm.reader import Reader
from config import Config
from layer.cache.full import KVCache
from layer.weights.plain import initialise


class MetaGenModel(nn.Module):
    """A vision tower, a projector and a language model, and the layer that scores every token of the vocabulary."""

    def __init__(self, config: Config = Config()):
        super().__init__()
        self.config = config
        self.model = Reader(config)
        self.lm_head = output_layer(config, self.model.language_model.embed_tokens)
        initialise(self, config, draw)

    def forward(
        self, tokens: Tensor, images: Tensor | None = None, targets: Tensor | None = None, cache: KVCache | None = None
    ) -> tuple[Tensor, Tensor | None]:
        """tokens (B, T), with an image token for each patch of the images (B, channels, S, S) -> logits (B, T, vocab_size) and, with targets (B, T), their
        mean cross-entropy; target -1 is not counted. Without images, an image token is a token like others."""
        logits = self.lm_head(self.model(tokens, images, cache))
        if targets is None:
            return logits, None
        return logits, F.cross_entropy(logits.flatten(0, 1).float(), targets.flatten(), ignore_index=-1)

    @torch.inference_mode()
    def generate(self, tokens: Tensor, images: Tensor, new_tokens: int, end: int, temperature: float = 1.0, top_k: int | None = None) -> Tensor:
        """tokens (B, T) -> (B, T + new_tokens), or fewer where all rows have come to the end token; temperature 0 takes the likeliest token."""
        if tokens.size(1) + new_tokens > self.config.max_seq_len:
            raise ValueError(f"{tokens.size(1)} + {new_tokens} tokens do not fit max_seq_len {self.config.max_seq_len}")
        cache, step, start = KVCache(self.config), tokens, tokens.size(1)
        seen: Tensor | None = images
        for _ in range(new_tokens):
            logits = self(step, seen, cache=cache)[0][:, -1].float()
            if temperature == 0:
                step = logits.argmax(-1, keepdim=True)
            else:
                if top_k is not None:
                    floor = logits.topk(min(top_k, logits.size(-1))).values[:, -1:]
                    logits = logits.masked_fill(logits < floor, float("-inf"))
                step = torch.multinomial(F.softmax(logits / temperature, dim=-1), 1)
            tokens, seen = torch.cat([tokens, step], dim=1), None  # what follows is read from the cache
            if (tokens[:, start:] == end).any(dim=1).all():
                break
        return tokens

    def num_parameters(self) -> int:
        return sum(p.numel() for p in self.parameters())
