import torch
import torch.nn.functional as F
from torch import Tensor, nn

from arch.speech.draw import draw
from arch.speech.output_layer import output_layer
from arch.speech.speech import Speech
from config import Config
from layer.cross_attention.cache import KVCache
from layer.weights.plain import initialise


class MetaGenModel(nn.Module):
    """An encoder of audio, a decoder of text that attends to it, and the layer that scores every token of the vocabulary."""

    def __init__(self, config: Config = Config()):
        super().__init__()
        self.config = config
        self.model = Speech(config)
        self.proj_out = output_layer(self.model.decoder.embed_tokens)
        initialise(self, config, draw)

    def forward(self, mel: Tensor, tokens: Tensor, targets: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        """log-mel frames (B, M, 2 S) and tokens (B, T) -> logits (B, T, vocab_size) and, with targets (B, T), their mean cross-entropy; -1 is not counted."""
        logits = self.proj_out(self.model(mel, tokens))
        if targets is None:
            return logits, None
        return logits, F.cross_entropy(logits.flatten(0, 1).float(), targets.flatten(), ignore_index=-1)

    @torch.inference_mode()
    def transcribe(self, mel: Tensor, tokens: Tensor, end: int) -> Tensor:
        """log-mel frames (B, M, 2 S) and tokens (B, T) to begin with -> the likeliest tokens, one by one, until each row has its end or max_seq_len is full."""
        source, cache, step = self.model.encoder(mel), KVCache(), tokens
        ended = torch.zeros(tokens.size(0), dtype=torch.bool, device=tokens.device)
        while tokens.size(1) < self.config.max_seq_len and not ended.all():
            logits = self.proj_out(self.model.decode(source, step, cache)[:, -1])
            step = logits.argmax(-1, keepdim=True).masked_fill(ended[:, None], end)
            ended |= step[:, 0] == end
            tokens = torch.cat([tokens, step], dim=1)
        return tokens

    def num_parameters(self) -> int:
        return sum(p.numel() for p in self.parameters())
