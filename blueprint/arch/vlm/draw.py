from torch import Tensor, nn

from arch.clip.draw_tower import draw_tower
from config import Config


def draw(name: str, parameter: Tensor, config: Config) -> None:
    """CLIP's rule for the vision tower; elsewhere Normal(0, 0.02), what writes into the language model's residual stream divided by sqrt(2 layers) (GPT-2);
    biases 0, norms as they are."""
    if name.startswith("model.vision_tower"):
        draw_tower(name, parameter, config.vision_hidden_size, config.vision_layers)
    elif name.endswith("bias"):
        nn.init.zeros_(parameter)
    elif parameter.dim() > 1:
        residual = "o_proj" in name or "down_proj" in name
        nn.init.normal_(parameter, std=0.02 / (2 * config.layers) ** 0.5 if residual else 0.02)
