import argparse
from typing import Any

import torch
import torch.nn.functional as F

from data import Data, Refusal
from model import MetaGenModel


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Images are of the model's own size: there is nothing more to say of them."""


def measure(args: argparse.Namespace, model: MetaGenModel, checkpoint: dict[str, Any]) -> tuple[dict[str, float], int]:
    """Metrics, and the number of views that they are of, two of every picture. The loss is that of batches of --batch-size; recall is the share of
    views whose nearest other view, of all, is the other of their picture; alignment is the mean cosine of the two."""
    if args.batch_size % 2 != 0:
        raise Refusal(f"--batch-size {args.batch_size} leaves a view without its other: pass an even number")
    data, nats, found = Data(args.data, model.config), 0.0, []
    for images, pictures in data.pieces(args.split, args.batch_size):
        with torch.inference_mode():
            embeddings, loss = model(images.to(args.device), pictures.to(args.device))
        nats += loss.item() * len(images)
        found.append(embeddings.float().cpu())
    views = F.normalize(torch.cat(found), dim=-1)  # (N, E), of length 1 in float32 too
    places = torch.arange(len(views))
    right = 0
    for part in places.split(1024):
        cosine = views[part] @ views.T  # (n, N)
        cosine[torch.arange(len(part)), part] = -2.0
        right += int((cosine.argmax(-1) == part ^ 1).sum())
    metrics = {"loss": nats / len(views), "recall_at_1": right / len(views), "alignment": (views[0::2] * views[1::2]).sum(-1).mean().item()}
    return metrics, len(views)
