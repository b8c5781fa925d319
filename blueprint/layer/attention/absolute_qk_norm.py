import torch.nn.functional as F
from torch import Tensor, nn

from config import Config
from layer.norm.rmsnorm import Norm
from layer.position.absolute import Step


class Attention(nn.Module):
    """Causal self-attention; each of the kv_heads serves heads / kv_heads query heads."""

    def __init__(self, config: Config, layer: int):
        super().__init__()
        self.layer, self.head_dim = layer, config.head_dim
        self.q_proj = nn.Linear(config.hidden_size, config.heads * config.head_dim, bias=config.attention_bias)
        self.k_proj = nn.Linear(config.hidden_size, config.kv_heads * config.head_dim, bias=config.attention_bias)
        self.v_proj = nn.Linear(config.hidden_size, config.kv_heads * config.head_dim, bias=config.attention_bias)
        self.q_norm = Norm(config.head_dim, config)
        self.k_norm = Norm(config.head_dim, config)
        self.o_proj = nn.Linear(config.heads * config.head_dim, config.hidden_size, bias=config.attention_output_bias)

    def forward(self, x: Tensor, step: Step) -> Tensor:
        B, T, _ = x.shape
        q, k, v = (f(x).view(B, T, -1, self.head_dim) for f in (self.q_proj, self.k_proj, self.v_proj))  # (B, T, H, D)
        q, k = self.q_norm(q), self.k_norm(k)
        q, k, v = q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2)  # (B, H, T, D)
        if step.cache is not None:
            k, v = step.cache.extend(self.layer, k, v)  # (B, kv_heads, S, D)
        causal = step.mask is None and T > 1
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=step.mask, is_causal=causal, enable_gqa=True)
        return self.o_proj(y.transpose(1, 2).reshape(B, T, -1))
