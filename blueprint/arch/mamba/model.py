import torch
import torch.nn.functional as F
from torch import Tensor, nn

from arch.mamba.backbone import Backbone
from arch.mamba.draw import draw
from arch.mamba.output_layer import output_layer
from config import Config
from layer.cache.state import KVCache
from layer.weights.plain import initialise


class MetaGenModel(nn.Module):
    """The backbone and the layer that scores every token of the vocabulary."""

    def __init__(self, config: Config = Config()):
        super().__init__()
        self.config = config
        self.backbone = Backbone(config)
        self.lm_head = output_layer(self.backbone.embeddings)
        initialise(self, config, draw)

    def forward(self, tokens: Tensor, targets: Tensor | None = None, cache: KVCache | None = None) -> tuple[Tensor, Tensor | None]:
        """tokens (B, T) -> logits (B, T, vocab_size) and, with targets (B, T), their mean cross-entropy; target -1 is not counted."""
        logits = self.lm_head(self.backbone(tokens, cache))
        if targets is None:
            return logits, None
        loss = F.cross_entropy(logits.flatten(0, 1).float(), targets.flatten(), ignore_index=-1)
        return logits, loss

    @torch.inference_mode()
    def generate(self, tokens: Tensor, new_tokens: int, temperature: float = 1.0, top_k: int | None = None) -> Tensor:
        """tokens (B, T) -> (B, T + new_tokens); temperature 0 takes the likeliest token. Every sequence must fit max_seq_len."""
        if tokens.size(1) + new_tokens > self.config.max_seq_len:
            raise ValueError(f"{tokens.size(1)} + {new_tokens} tokens do not fit max_seq_len {self.config.max_seq_len}")
        cache, step = KVCache(self.config), tokens
        for _ in range(new_tokens):
            logits = self(step, cache=cache)[0][:, -1].float()
            if temperature == 0:
                step = logits.argmax(-1, keepdim=True)
            else:
                if top_k is not None:
                    floor = logits.topk(min(top_k, logits.size(-1))).values[:, -1:]
                    logits = logits.masked_fill(logits < floor, float("-inf"))
                step = torch.multinomial(F.softmax(logits / temperature, dim=-1), 1)
            tokens = torch.cat([tokens, step], dim=1)
        return tokens

    def num_parameters(self) -> int:
        return sum(p.numel() for p in self.parameters())
