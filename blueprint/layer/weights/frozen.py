from collections.abc import Callable

from torch import Tensor, nn

from config import Config
from layer.weights.paths import without_numbers


def initialise(model: nn.Module, config: Config, draw: Callable[[str, Tensor, Config], None]) -> None:
    """Draws every parameter by the model's own rule, then freezes the parts that do not train."""
    for name, parameter in model.named_parameters():
        draw(name, parameter, config)
    for path, module in model.named_modules():
        if path in config.freeze or without_numbers(path) in config.freeze:
            module.requires_grad_(False)
