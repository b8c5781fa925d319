from torch import Tensor, nn

from config import Config


def draw(name: str, parameter: Tensor, config: Config) -> None:
    """Normal, with a deviation of 1 for the embedding and of 1/sqrt(inputs) for matrices, divided by sqrt(head_dim) for queries, whose scores are not
    scaled (T5); an output layer of its own is a matrix like others (T5X). Norms as they are; biases 0."""
    if name.endswith("bias"):
        nn.init.zeros_(parameter)
    elif name.startswith("shared"):
        nn.init.normal_(parameter)
    elif name.endswith("relative_attention_bias.weight"):
        nn.init.normal_(parameter, std=config.hidden_size**-0.5)
    elif name.endswith("Attention.q.weight"):
        nn.init.normal_(parameter, std=(config.hidden_size * config.head_dim) ** -0.5)
    elif parameter.dim() > 1:
        nn.init.normal_(parameter, std=parameter.size(1) ** -0.5)
