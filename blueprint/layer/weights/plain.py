from collections.abc import Callable

from torch import Tensor, nn

from config import Config


def initialise(model: nn.Module, config: Config, draw: Callable[[str, Tensor, Config], None]) -> None:
    """Draws every parameter by the model's own rule."""
    for name, parameter in model.named_parameters():
        draw(name, parameter, config)
