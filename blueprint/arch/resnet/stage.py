from torch import nn

from arch.resnet.bottleneck_block import Block
from config import Config


def stage(inputs: int, planes: int, stride: int, depth: int, config: Config) -> nn.ModuleList:
    """Blocks of a width; the first of them changes width and side."""
    later = (Block(planes * Block.expansion, planes, 1, config) for _ in range(depth - 1))
    return nn.ModuleList([Block(inputs, planes, stride, config), *later])
