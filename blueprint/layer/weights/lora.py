import math
from collections.abc import Callable

from torch import Tensor, nn

from config import Config
from layer.weights.lora_linear import LoRALinear


def initialise(model: nn.Module, config: Config, draw: Callable[[str, Tensor, Config], None]) -> None:
    """Draws every parameter by the model's own rule, then puts the adapters in. Only they train; A is drawn, B is 0."""
    for name, parameter in model.named_parameters():
        draw(name, parameter, config)
    model.requires_grad_(False)
    layers = [(name, layer) for name, layer in model.named_modules() if isinstance(layer, nn.Linear)]
    for name, layer in layers:
        parent, _, target = name.rpartition(".")
        if target in config.lora_targets:
            adapted = LoRALinear(layer, config.lora_rank, config.lora_alpha)
            nn.init.kaiming_uniform_(adapted.lora_A.weight, a=math.sqrt(5))
            nn.init.zeros_(adapted.lora_B.weight)
            setattr(model.get_submodule(parent), target, adapted)
