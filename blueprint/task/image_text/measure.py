import argparse
from typing import Any

import torch
from torch import Tensor

from data import Data, encode
from model import MetaGenModel


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Texts are cut as in training: there is nothing more to say of them."""


def recall(ranks: Tensor, name: str) -> dict[str, float]:
    """The share of ranks that are the first, and that are among the first five; ranks begin at 0."""
    return {f"{name}_recall_at_{k}": (ranks < k).float().mean().item() for k in (1, 5)}


def measure(args: argparse.Namespace, model: MetaGenModel, checkpoint: dict[str, Any]) -> tuple[dict[str, float], int]:
    """Metrics, and the number of images that they are of. The loss is that of batches of --batch-size, each image with its first caption. An image
    finds its text where any of its captions is ranked so high among all captions; a text finds its image among all images."""
    data, loss = Data(args.data, model.config, checkpoint["training"]["sequence_length"]), 0.0
    pictures, texts, owner = [], [], []
    for images, captions in data.pieces(args.split, args.batch_size):
        tokens = encode([text for group in captions for text in group], model.config, data.length)
        firsts = encode([group[0] for group in captions], model.config, data.length)
        with torch.inference_mode():
            loss += model(images.to(args.device), firsts.to(args.device))[1].item() * len(images)
            pictures.append(model.embed_images(images.to(args.device)).float().cpu())
            texts.append(model.embed_texts(tokens.to(args.device)).float().cpu())
        owner += [i for i, group in enumerate(captions, sum(map(len, pictures[:-1]))) for _ in group]
    cosines, own = torch.cat(pictures) @ torch.cat(texts).T, torch.tensor(owner)  # (images, texts), (texts,)
    mine = own == torch.arange(len(cosines))[:, None]
    best = cosines.masked_fill(~mine, -2).amax(dim=1, keepdim=True)
    found = cosines.gather(0, own[None])  # (1, texts)
    metrics = {"loss": loss / len(cosines)}
    metrics |= recall((cosines > best).sum(dim=1), "image_to_text")
    metrics |= recall((cosines > found).sum(dim=0), "text_to_image")
    return metrics, len(cosines)
