import torch.nn.functional as F
from torch import Tensor, nn

from arch.resnet.bottleneck_block import Block
from arch.resnet.draw import draw
from arch.resnet.stage import stage
from config import Config
from layer.contrastive.contrastive import contrast
from layer.weights.plain import initialise


class MetaGenModel(nn.Module):
    """Four stages of residual blocks, each after the first at half the side and twice the width, and one vector of length 1 for an image, from their mean."""

    def __init__(self, config: Config = Config()):
        super().__init__()
        self.config = config
        planes = config.hidden_size // (8 * Block.expansion)  # of the first stage
        self.conv1 = nn.Conv2d(config.num_channels, planes, kernel_size=7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.maxpool = nn.MaxPool2d(kernel_size=3, stride=2, padding=1)
        self.layer1 = stage(planes, planes, 1, config.stage_depths[0], config)
        self.layer2 = stage(planes * Block.expansion, planes * 2, 2, config.stage_depths[1], config)
        self.layer3 = stage(planes * Block.expansion * 2, planes * 4, 2, config.stage_depths[2], config)
        self.layer4 = stage(planes * Block.expansion * 4, planes * 8, 2, config.stage_depths[3], config)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        initialise(self, config, draw)

    def forward(self, images: Tensor, targets: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        """images (B, channels, S, S) -> embeddings (B, C) and, with targets (B,) that are equal for views of the same picture, the loss."""
        size = self.config.image_size
        if images.shape[-2:] != (size, size):
            raise ValueError(f"images have {images.size(-2)} x {images.size(-1)} pixels, and the model takes {size} x {size}")
        x = self.conv1(images.to(self.conv1.weight.dtype))  # (B, planes, S / 2, S / 2)
        x = self.maxpool(F.relu(self.bn1(x), inplace=True))  # (B, planes, S / 4, S / 4)
        for blocks in (self.layer1, self.layer2, self.layer3, self.layer4):
            for block in blocks:
                x = block(x)
        embeddings = F.normalize(self.avgpool(x).flatten(1), dim=-1)  # x: (B, C, S / 32, S / 32)
        if targets is None:
            return embeddings, None
        return embeddings, contrast(embeddings, targets, self.config.temperature)

    def num_parameters(self) -> int:
        return sum(p.numel() for p in self.parameters())
