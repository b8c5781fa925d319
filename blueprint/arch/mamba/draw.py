from torch import Tensor, nn

from config import Config
from layer.ssm.draw import draw_mixer


def draw(name: str, parameter: Tensor, config: Config) -> None:
    """A parameter's first values: those of the mixers as Mamba's authors draw them, tables Normal(0, 0.02), norms as they are."""
    if ".mixer." in name:
        draw_mixer(name, parameter, config.layers)
    elif parameter.dim() > 1:
        nn.init.normal_(parameter, std=0.02)
