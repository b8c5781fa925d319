from torch import Tensor, nn

from config import Config
from layer.activation.gelu import activation
from layer.bidirectional.mask import hide
from layer.bidirectional.modernbert import Attention, Reach, near, whole
from layer.norm.layernorm import Norm


class MLP(nn.Module):
    """One half of the inner channels, through the activation, scales the other."""

    def __init__(self, config: Config):
        super().__init__()
        self.Wi = nn.Linear(config.hidden_size, 2 * config.ffn_size, bias=config.mlp_bias)
        self.drop = nn.Dropout(config.dropout)
        self.Wo = nn.Linear(config.ffn_size, config.hidden_size, bias=config.mlp_bias)

    def forward(self, x: Tensor) -> Tensor:
        up, gate = self.Wi(x).chunk(2, dim=-1)  # (B, T, ffn_size) each
        return self.Wo(self.drop(activation(up) * gate))


class Block(nn.Module):
    """Attention, then the MLP, each adding to the residual stream what it makes of the normed stream; the first block gets it normed already."""

    def __init__(self, config: Config, layer: int):
        super().__init__()
        self.attn_norm = Norm(config.hidden_size, config) if layer > 0 else nn.Identity()
        self.attn = Attention(config)
        self.mlp_norm = Norm(config.hidden_size, config)
        self.mlp = MLP(config)

    def forward(self, x: Tensor, reach: Reach) -> Tensor:
        x = x + self.attn(self.attn_norm(x), reach)
        return x + self.mlp(self.mlp_norm(x))


def through(blocks: nn.ModuleList, config: Config, x: Tensor, mask: Tensor | None) -> Tensor:
    """The blocks, one after the other: one of global_attention_every sees all tokens, the rest those near each. x (B, T, C); mask (B, T), true for tokens."""
    if x.size(1) > config.max_seq_len:
        raise ValueError(f"{x.size(1)} tokens do not fit max_seq_len {config.max_seq_len}")
    hidden = hide(x, mask)
    wide, local = whole(config, x, hidden, config.rope_theta), near(config, x, hidden, config.local_rope_theta)
    for i, block in enumerate(blocks):
        x = block(x, wide if i % config.global_attention_every == 0 else local)
    return x
