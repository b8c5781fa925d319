from torch import Tensor, nn

from config import Config


def draw(name: str, parameter: Tensor, config: Config) -> None:
    """Normal(0, 0.02); biases 0, norms as they are (MusicGen)."""
    if name.endswith("bias"):
        nn.init.zeros_(parameter)
    elif parameter.dim() > 1:
        nn.init.normal_(parameter, std=0.02)
