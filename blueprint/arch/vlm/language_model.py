from torch import Tensor, nn

from arch.decoder.block import Block
from config import Config
from layer.cache.full import KVCache
from layer.norm.rmsnorm import Norm
from layer.position.rotary import prepare


class LanguageModel(nn.Module):
    """Embedding, blocks, and a last norm: tokens (B, T) -> (B, T, C). Patches (B, N, C) stand where the tokens are image tokens, N in each row."""

    def __init__(self, config: Config):
        super().__init__()
        self.config = config
        self.embed_tokens = nn.Embedding(config.vocab_size, config.hidden_size)
        self.layers = nn.ModuleList(Block(config, i) for i in range(config.layers))
        self.norm = Norm(config.hidden_size, config)

    def forward(self, tokens: Tensor, patches: Tensor | None, cache: KVCache | None) -> Tensor:
        x = self.embed_tokens(tokens)  # (B, T, C)
        if patches is not None:
            x = x.masked_scatter((tokens == self.config.image_token)[..., None], patches.to(x.dtype))
        step = prepare(self.config, x, cache)
        for block in self.layers:
            x = block(x, step)
        if cache is not None:
            cache.seen += tokens.size(1)
        return self.norm(x)
