from torch import Tensor, nn

from config import Config


def draw(name: str, parameter: Tensor, config: Config) -> None:
    """Normal(0, 0.02) cut at two deviations, what writes into the residual stream divided by sqrt(2 layers) and the classifier by its width
    (Warner et al. 2024); biases and the vector of padding 0, norms as they are."""
    if name.endswith("bias"):
        nn.init.zeros_(parameter)
    elif parameter.dim() > 1:
        std = 0.02
        if name.endswith(("Wo.weight", "head.dense.weight")):
            std /= (2 * config.layers) ** 0.5
        elif name == "classifier.weight":
            std = config.hidden_size**-0.5
        nn.init.trunc_normal_(parameter, std=std, a=-2 * std, b=2 * std)
    if name.endswith("tok_embeddings.weight"):
        nn.init.zeros_(parameter.detach()[config.pad_token])
