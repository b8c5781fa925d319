import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils.flop_counter import flop_registry

from config import Config
from layer.activation.silu import activation


class Experts(nn.Module):
    """`experts` gated MLPs of width ffn_size; rows come sorted by expert."""

    def __init__(self, config: Config):
        super().__init__()
        self.gate_up_proj = nn.Parameter(torch.empty(config.experts, 2 * config.ffn_size, config.hidden_size))
        self.down_proj = nn.Parameter(torch.empty(config.experts, config.hidden_size, config.ffn_size))

    def forward(self, rows: Tensor, ends: Tensor) -> Tensor:
        """rows (R, C), expert e taking those from ends[e - 1] to ends[e] -> (R, C)."""
        gate, up = F.grouped_mm(rows, self.gate_up_proj.transpose(1, 2), offs=ends).chunk(2, dim=-1)
        return F.grouped_mm(activation(gate) * up, self.down_proj.transpose(1, 2), offs=ends)


def grouped_mm_flops(rows: Tensor, weight: Tensor, *_, **__) -> int:
    """What FlopCounterMode lacks for grouped products: every row meets the weight of one expert."""
    return 2 * rows.numel() * weight.size(-1)


flop_registry.setdefault(torch.ops.aten._grouped_mm, grouped_mm_flops)


class MoE(nn.Module):
    """A mixture of experts: each token goes through the experts_per_token that its router scores highest, and adds what they make of it by these scores."""

    def __init__(self, config: Config):
        super().__init__()
        self.experts_per_token = config.experts_per_token
        self.router = nn.Linear(config.hidden_size, config.experts, bias=False)
        self.experts = Experts(config)

    def forward(self, x: Tensor) -> Tensor:
        rows = x.flatten(0, 1)  # (N, C)
        scores = F.softmax(self.router(rows).float(), dim=-1)  # (N, experts)
        weights, chosen = scores.topk(self.experts_per_token)  # (N, K) each
        load = F.one_hot(chosen, scores.size(1)).sum(dim=(0, 1))  # rows an expert gets
        self.routing_loss = scores.size(1) * (load / len(rows) * scores.mean(dim=0)).sum()
        order = chosen.flatten().argsort()  # by expert
        y = self.experts(rows[order // self.experts_per_token], load.cumsum(0).int())
        y = y[order.argsort()].unflatten(0, chosen.shape) * weights.to(x.dtype)[..., None]  # (N, K, C)
        return y.sum(dim=1).view_as(x)
