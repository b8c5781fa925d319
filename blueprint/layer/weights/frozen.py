from collections.abc import Callable

from torch import Tensor, nn

from config import Config


def without_numbers(path: str) -> str:
    """A module's path as a spec names it, equal modules of a list together: "model.layers.3.mlp" is "model.layers.mlp"."""
    return ".".join(word for word in path.split(".") if not word.isdigit())


def initialise(model: nn.Module, config: Config, draw: Callable[[str, Tensor, Config], None]) -> None:
    """Draws every parameter by the model's own rule, then freezes the parts that do not train."""
    for name, parameter in model.named_parameters():
        draw(name, parameter, config)
    for path, module in model.named_modules():
        if path in config.freeze or without_numbers(path) in config.freeze:
            module.requires_grad_(False)
