import torch
import torch.nn.functional as F
from torch import Tensor


def pairing_loss(scores: Tensor) -> Tensor:
    """scores (B, B) of images and texts, image i and text i a pair -> the mean of -log P(its text, of all) and -log P(its image, of all)."""
    scores, own = scores.float(), torch.arange(len(scores), device=scores.device)
    return (F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own)) / 2


def probabilities(scores: Tensor) -> Tensor:
    """scores (images, texts) -> for each image, how likely each of the texts is, one of them being right."""
    return scores.float().softmax(dim=-1)
