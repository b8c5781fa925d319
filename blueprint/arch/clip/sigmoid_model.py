import torch
from torch import Tensor, nn

from arch.clip.sigmoid_draw import draw
from arch.clip.text_model import TextModel
from arch.clip.vision_model import VisionModel
from config import Config
from layer.pairing.sigmoid import pairing_loss
from layer.weights.plain import initialise


def unit(x: Tensor) -> Tensor:
    """Vectors (B, E) at length 1."""
    return x / x.norm(dim=-1, keepdim=True)


class MetaGenModel(nn.Module):
    """A tower for images and one for texts, and a space in which both are compared."""

    def __init__(self, config: Config = Config()):
        super().__init__()
        self.config = config
        self.logit_scale = nn.Parameter(torch.empty(1))  # of which the similarities are scaled by the exponential
        self.logit_bias = nn.Parameter(torch.empty(1))  # what is then added to them
        self.vision_model = VisionModel(config)
        self.text_model = TextModel(config)
        self.visual_projection = nn.Linear(config.vision_hidden_size, config.projection_dim, bias=False)
        self.text_projection = nn.Linear(config.text_hidden_size, config.projection_dim, bias=False)
        initialise(self, config, draw)

    def forward(self, images: Tensor, tokens: Tensor) -> tuple[Tensor, Tensor | None]:
        """images (B, channels, S, S), tokens (B, T) -> scores (B, B) and, image i and text i being a pair, the loss; with more or fewer texts no loss."""
        pictures, texts = self.vision_model(images), self.text_model(tokens)
        pictures, texts = unit(self.visual_projection(pictures)), unit(self.text_projection(texts))  # (B, E)
        scores = pictures @ texts.T * self.logit_scale.exp() + self.logit_bias
        return scores, pairing_loss(scores) if len(images) == len(tokens) else None

    def embed_images(self, images: Tensor) -> Tensor:
        """images (B, channels, S, S) -> vectors of length 1 (B, E)."""
        return unit(self.visual_projection(self.vision_model(images)))

    def embed_texts(self, tokens: Tensor) -> Tensor:
        """tokens (B, T) -> vectors of length 1 (B, E)."""
        return unit(self.text_projection(self.text_model(tokens)))

    def num_parameters(self) -> int:
        return sum(p.numel() for p in self.parameters())
