from torch import Tensor, nn


def draw_tower(name: str, parameter: Tensor, hidden_size: int, layers: int) -> None:
    """CLIP's rule for one tower: Normal(0, C^-0.5), q, k, v and fc2 divided by sqrt(2 layers), fc1 by sqrt(2); tables 0.02, biases 0, norms as they are."""
    if name.endswith("bias"):
        nn.init.zeros_(parameter)
    elif name.endswith(("token_embedding.weight", "position_embedding.weight", "patch_embedding.weight")):
        nn.init.normal_(parameter, std=0.02)
    elif name.endswith(("class_embedding", "out_proj.weight", "projection.weight")):
        nn.init.normal_(parameter, std=hidden_size**-0.5)
    elif name.endswith(("q_proj.weight", "k_proj.weight", "v_proj.weight", "fc2.weight")):
        nn.init.normal_(parameter, std=(hidden_size * 2 * layers) ** -0.5)
    elif name.endswith("fc1.weight"):
        nn.init.normal_(parameter, std=(2 * hidden_size) ** -0.5)
