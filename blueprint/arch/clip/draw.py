import math

from torch import Tensor, nn

from config import Config
from arch.clip.draw_tower import draw_tower


def draw(name: str, parameter: Tensor, config: Config) -> None:
    """CLIP's rule for each tower and its projection; similarities begin scaled by 1/0.07."""
    if name == "logit_scale":
        nn.init.constant_(parameter, math.log(1 / 0.07))
    elif name.startswith(("vision_model", "visual_projection")):
        draw_tower(name, parameter, config.vision_hidden_size, config.vision_layers)
    else:
        draw_tower(name, parameter, config.text_hidden_size, config.text_layers)
