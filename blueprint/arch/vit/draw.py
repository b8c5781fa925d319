from torch import Tensor, nn

from config import Config


def draw(name: str, parameter: Tensor, config: Config) -> None:
    """Normal(0, 0.02), for tokens and positions cut off at two units (ViT in transformers, DeiT); biases 0, norms as they are."""
    if name.endswith("bias"):
        nn.init.zeros_(parameter)
    elif name.endswith(("_token", "position_embeddings")):
        nn.init.trunc_normal_(parameter, std=0.02)
    elif parameter.dim() > 1:
        nn.init.normal_(parameter, std=0.02)
