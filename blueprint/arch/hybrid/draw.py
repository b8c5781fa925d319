from torch import Tensor, nn

from config import Config
from layer.ssm.draw import draw_mixer


def draw(name: str, parameter: Tensor, config: Config) -> None:
    """A parameter's first values: those of the state spaces as Mamba's authors draw them, other matrices Normal(0, 0.02), biases 0, norms as they are."""
    if ".mamba." in name:
        draw_mixer(name, parameter, config.layers)
    elif name.endswith("bias"):
        nn.init.zeros_(parameter)
    elif parameter.dim() > 1:
        nn.init.normal_(parameter, std=0.02)
