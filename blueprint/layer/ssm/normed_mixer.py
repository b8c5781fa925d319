import torch
import torch.nn.functional as F
from torch import Tensor, nn

from config import Config
from layer.cache.hybrid import KVCache
from layer.norm.rmsnorm import Norm
from layer.ssm.conv import CausalConv
from layer.ssm.scan import selective_scan


class Mixer(nn.Module):
    """A selective state space: I = expand x hidden_size channels, each with N = state_size states whose decay and inflow the token decides.
    What the token says of both is normed first."""

    def __init__(self, config: Config, layer: int):
        super().__init__()
        self.layer, inner = layer, config.expand * config.hidden_size
        self.parts = [config.dt_rank, config.state_size, config.state_size]
        self.A_log = nn.Parameter(torch.empty(inner, config.state_size))
        self.D = nn.Parameter(torch.empty(inner))
        self.in_proj = nn.Linear(config.hidden_size, 2 * inner, bias=config.use_bias)
        self.conv1d = CausalConv(inner, config.conv_kernel)
        self.x_proj = nn.Linear(inner, sum(self.parts), bias=False)
        self.dt_layernorm = Norm(config.dt_rank, config)
        self.b_layernorm = Norm(config.state_size, config)
        self.c_layernorm = Norm(config.state_size, config)
        self.dt_proj = nn.Linear(config.dt_rank, inner)
        self.out_proj = nn.Linear(inner, config.hidden_size, bias=config.use_bias)

    def start(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """The state before the first token: K - 1 inputs of the convolution (B, K - 1, I), and the scan's own (B, I, N), in float32."""
        before = x.new_zeros(x.size(0), self.conv1d.weight.size(2) - 1, x.size(2))
        return before, x.new_zeros(x.size(0), *self.A_log.shape, dtype=torch.float32)

    def forward(self, x: Tensor, cache: KVCache | None) -> Tensor:
        T = x.size(1)
        x, gate = self.in_proj(x).chunk(2, dim=-1)  # (B, T, I) each
        before, h = (cache.states[self.layer] if cache is not None else None) or self.start(x)
        inputs = torch.cat([before, x], dim=1)  # (B, K - 1 + T, I)
        x = F.silu(self.conv1d(inputs))  # (B, T, I)
        dt, b, c = self.x_proj(x).split(self.parts, dim=-1)  # (B, T, R), (B, T, N), (B, T, N)
        dt, b, c = self.dt_layernorm(dt), self.b_layernorm(b), self.c_layernorm(c)
        dt = F.softplus(self.dt_proj(dt).float())  # (B, T, I)
        y, h = selective_scan(x, dt, -torch.exp(self.A_log.float()), b, c, h)
        if cache is not None:
            cache.states[self.layer] = inputs[:, T:].clone(), h
        y = (y + x * self.D.float()) * F.silu(gate)
        return self.out_proj(y.to(x.dtype))
