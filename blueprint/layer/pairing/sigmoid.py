import torch
import torch.nn.functional as F
from torch import Tensor


def pairing_loss(scores: Tensor) -> Tensor:
    """scores (B, B) of images and texts, image i and text i a pair -> -log P(what is a pair is one, nothing else is): a sum over texts, a mean over images."""
    signs = 2 * torch.eye(len(scores), device=scores.device) - 1
    return -F.logsigmoid(signs * scores.float()).sum(dim=-1).mean()


def probabilities(scores: Tensor) -> Tensor:
    """scores (images, texts) -> for each image and text, how likely they are a pair, whatever the others are."""
    return scores.float().sigmoid()
