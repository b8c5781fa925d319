from torch import Tensor, nn

from config import Config


def draw(name: str, parameter: Tensor, config: Config) -> None:
    """Convolutions Normal(0, 2 / fan-out) (He et al. 2015), projections uniform up to 1 / sqrt(inputs); biases 0, norms as they are (torchvision)."""
    if name.endswith("bias"):
        nn.init.zeros_(parameter)
    elif parameter.dim() == 4:
        nn.init.kaiming_normal_(parameter, mode="fan_out", nonlinearity="relu")
    elif parameter.dim() == 2:
        nn.init.kaiming_uniform_(parameter, a=5**0.5)
