from torch import Tensor, nn

from arch.hybrid.blocks import AttentionBlock, MambaBlock
from config import Config
from layer.cache.full import KVCache
from layer.mlp.gated import MLP
from layer.moe.raw import MoE
from layer.norm.rmsnorm import Norm
from layer.position.absolute import prepare


def block(config: Config, layer: int) -> nn.Module:
    """Of attention_period layers one attends, and of expert_period layers one has experts."""
    feed_forward = MoE(config) if layer % config.expert_period == config.expert_offset else MLP(config)
    attends = layer % config.attention_period == config.attention_offset
    return AttentionBlock(config, layer, feed_forward) if attends else MambaBlock(config, layer, feed_forward)


class Stack(nn.Module):
    """Embedding, blocks, and a last norm: tokens (B, T) -> (B, T, C). The order of tokens is in the state spaces; there are no positions."""

    def __init__(self, config: Config):
        super().__init__()
        self.config = config
        self.embed_tokens = nn.Embedding(config.vocab_size, config.hidden_size)
        self.layers = nn.ModuleList(block(config, i) for i in range(config.layers))
        self.final_layernorm = Norm(config.hidden_size, config)

    def forward(self, tokens: Tensor, cache: KVCache | None) -> Tensor:
        x = self.embed_tokens(tokens)  # (B, T, C)
        step = prepare(self.config, x, cache)
        for layer in self.layers:
            x = layer(x, step)
        if cache is not None:
            cache.seen += tokens.size(1)
        return self.final_layernorm(x)
