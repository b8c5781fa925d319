from collections.abc import Callable

from torch import Tensor, nn

from config import Config


def initialise(model: nn.Module, config: Config, draw: Callable[[str, Tensor, Config], None]) -> None:
    """Draws every parameter by the model's own rule, then freezes the parts that do not train."""
    for name, parameter in model.named_parameters():
        draw(name, parameter, config)
    for part in config.freeze:
        model.get_submodule(part).requires_grad_(False)
