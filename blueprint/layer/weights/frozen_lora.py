import math
from collections.abc import Callable

import torch.nn.functional as F
from torch import Tensor, nn

from config import Config


class LoRALinear(nn.Linear):
    """A linear layer whose own weight stays, with a low-rank adapter that trains: (..., in) -> (..., out)."""

    def __init__(self, layer: nn.Linear, rank: int, alpha: int):
        super().__init__(layer.in_features, layer.out_features, bias=layer.bias is not None, device="meta")
        self.weight, self.bias, self.scale = layer.weight, layer.bias, alpha / rank
        self.lora_A = nn.Linear(layer.in_features, rank, bias=False)
        self.lora_B = nn.Linear(rank, layer.out_features, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(x, self.weight, self.bias) + self.scale * self.lora_B(self.lora_A(x))


def without_numbers(path: str) -> str:
    """A module's path as a spec names it, equal modules of a list together: "model.layers.3.mlp" is "model.layers.mlp"."""
    return ".".join(word for word in path.split(".") if not word.isdigit())


def initialise(model: nn.Module, config: Config, draw: Callable[[str, Tensor, Config], None]) -> None:
    """Draws every parameter by the model's own rule, then puts the adapters in, outside of what is frozen. Only they train; A is drawn, B is 0."""
    for name, parameter in model.named_parameters():
        draw(name, parameter, config)
    model.requires_grad_(False)
    layers = [(name, layer) for name, layer in model.named_modules() if isinstance(layer, nn.Linear)]
    for name, layer in layers:
        parent, _, target = name.rpartition(".")
        frozen = any(f"{path}.".startswith(f"{part}.") for part in config.freeze for path in (name, without_numbers(name)))
        if target in config.lora_targets and not frozen:
            adapted = LoRALinear(layer, config.lora_rank, config.lora_alpha)
            nn.init.kaiming_uniform_(adapted.lora_A.weight, a=math.sqrt(5))
            nn.init.zeros_(adapted.lora_B.weight)
            setattr(model.get_submodule(parent), target, adapted)
