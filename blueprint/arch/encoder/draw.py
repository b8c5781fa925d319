from torch import Tensor, nn

from config import Config


def draw(name: str, parameter: Tensor, config: Config) -> None:
    """Normal(0, 0.02) (Devlin et al. 2018); biases and the vector of padding 0, norms as they are."""
    if name.endswith("bias"):
        nn.init.zeros_(parameter)
    elif parameter.dim() > 1:
        nn.init.normal_(parameter, std=0.02)
    if name.endswith("word_embeddings.weight"):
        nn.init.zeros_(parameter.detach()[config.pad_token])
