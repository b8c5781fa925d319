import math

import torch
from torch import Tensor, nn


def draw_mixer(name: str, parameter: Tensor, layers: int) -> None:
    """First values of a mixer, as Mamba's authors draw them: decays of -1 to -N, steps between 0.001 and 0.1, projections as torch draws them,
    and the last one, which writes into the residual stream, divided by sqrt(layers)."""
    if name.endswith("A_log"):
        states = torch.arange(1, parameter.size(1) + 1, device=parameter.device)
        nn.init.zeros_(parameter).detach().add_(states.log())
    elif name.endswith("dt_proj.bias"):
        nn.init.uniform_(parameter, math.log(0.001), math.log(0.1))
        step = parameter.detach().exp().clamp(min=1e-4)
        parameter.detach().copy_(step + torch.log(-torch.expm1(-step)))  # whose softplus is the step
    elif name.endswith("bias"):
        nn.init.zeros_(parameter)
    elif name.endswith("D"):
        nn.init.ones_(parameter)
    elif name.endswith("dt_proj.weight"):
        nn.init.uniform_(parameter, -(parameter.size(1) ** -0.5), parameter.size(1) ** -0.5)
    elif parameter.dim() > 1:
        bound = parameter[0].numel() ** -0.5
        if name.endswith("out_proj.weight"):
            bound /= layers**0.5
        nn.init.uniform_(parameter, -bound, bound)
