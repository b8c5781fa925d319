"""Emitted models against torchvision's ResNet: with the same weights and running statistics, the same outputs.

    python reference.py DIR

DIR has a folder for each model: its code, and want.json, whose State says what torchvision's must be like.
"""

import json

import torch
from contract import judge, load
from torch import nn
from torchvision.models.resnet import BasicBlock, Bottleneck, ResNet


class Narrower(ResNet):
    """torchvision's ResNet at another width: its constructor knows 64 planes only, so its stages are made again."""

    def __init__(self, state, c):
        kind = BasicBlock if state["block"] == "basic" else Bottleneck
        groups, width = getattr(c, "groups", 1), getattr(c, "width_per_group", 64)
        super().__init__(kind, list(c.stage_depths), groups=groups, width_per_group=width)
        planes = c.hidden_size // (8 * kind.expansion)
        self.inplanes = planes
        self.conv1 = nn.Conv2d(c.num_channels, planes, kernel_size=7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        for i, depth in enumerate(c.stage_depths):
            setattr(self, f"layer{i + 1}", self._make_layer(kind, planes << i, depth, stride=1 if i == 0 else 2))
        self.fc = nn.Linear(c.hidden_size, c.num_classes) if state["head"] == "classification" else nn.Identity()


def check(folder):
    state = json.loads((folder / "want.json").read_text())["State"]
    ours = load(folder).MetaGenModel()
    c = ours.config
    theirs = Narrower(state, c)
    for name, x in theirs.state_dict().items():  # also what starts at 0 or 1 must matter
        if x.is_floating_point():
            x.copy_(0.5 + torch.rand_like(x) if x.dim() == 1 and not name.endswith("bias") else 0.1 * torch.randn_like(x))
    ours.load_state_dict(theirs.state_dict())
    images = torch.randn(3, c.num_channels, c.image_size, c.image_size)
    worst = 0.0
    for training in (False, True, False):  # the last with running statistics that training changed
        with torch.inference_mode():
            a, b = ours.train(training)(images)[0], theirs.train(training)(images)
            if state["head"] == "embedding":
                b = nn.functional.normalize(b, dim=-1)
            worst = max(worst, (a - b).abs().max().item() / max(1.0, b.abs().max().item()))
    if worst > 1e-4:
        raise AssertionError(f"outputs differ by {worst}")
    for name, x in theirs.state_dict().items():
        if not torch.allclose(x, ours.state_dict()[name], atol=1e-4, rtol=1e-4):
            raise AssertionError(f"{name} is not torchvision's after training")
    return worst


if __name__ == "__main__":
    judge(lambda folder: f"outputs within {check(folder):.1e} of torchvision's", "compute what torchvision's do")
