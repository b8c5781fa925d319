import torch
from torch import Tensor, nn

from config import Config
from layer.sinusoidal.sinusoidal import angles


def draw(name: str, parameter: Tensor, config: Config) -> None:
    """Normal(0, 0.02), the encoder's positions sinusoids; biases 0, norms as they are (Whisper)."""
    if name.endswith("encoder.embed_positions.weight"):
        angle = angles(0, config.source_positions, config.hidden_size, parameter.device)
        with torch.no_grad():
            parameter.copy_(torch.cat([angle.sin(), angle.cos()], dim=-1))
    elif name.endswith("bias"):
        nn.init.zeros_(parameter)
    elif parameter.dim() > 1:
        nn.init.normal_(parameter, std=0.02)
