from torch import nn

from config import Config


def initialise(model: nn.Module, config: Config) -> None:
    """The output layer shares the embedding's weight; all are Normal(0, 0.02), what writes into the residual stream divided by sqrt(2 layers) (GPT-2)."""
    model.get_submodule("lm_head").weight = model.get_parameter("model.embed_tokens.weight")
    for name, parameter in model.named_parameters():
        if name.endswith("bias"):
            nn.init.zeros_(parameter)
        elif parameter.dim() > 1:
            residual = "o_proj" in name or "down_proj" in name
            nn.init.normal_(parameter, std=0.02 / (2 * config.layers) ** 0.5 if residual else 0.02)
