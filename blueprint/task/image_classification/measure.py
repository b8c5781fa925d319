import argparse
from typing import Any

import torch
import torch.nn.functional as F

from data import Data, Refusal
from model import MetaGenModel


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Images are of the model's own size: there is nothing more to say of them."""


def measure(args: argparse.Namespace, model: MetaGenModel, checkpoint: dict[str, Any]) -> tuple[dict[str, float], int]:
    """Metrics, and the number of images that they are of. F1 is the mean over the classes that are there or are guessed."""
    data = Data(args.data, model.config)
    if data.classes != checkpoint["data"]["classes"]:
        raise Refusal(f"{args.checkpoint} was trained on the classes {', '.join(checkpoint['data']['classes'])}, and {args.data} has {', '.join(data.classes)}")
    classes, nats, among_five = len(data.classes), 0.0, 0
    guessed = torch.zeros(classes, classes, dtype=torch.long)  # by the right class, then by the guess
    for images, targets in data.pieces(args.split, args.batch_size):
        with torch.inference_mode():
            logits = model(images.to(args.device))[0].float().cpu()
        nats += F.cross_entropy(logits, targets, reduction="sum").item()
        among_five += int((logits.topk(min(5, classes)).indices == targets[:, None]).sum())
        guessed.view(-1).index_add_(0, targets * classes + logits.argmax(-1), torch.ones_like(targets))
    count, right, there = int(guessed.sum()), guessed.diagonal(), guessed.sum(0) + guessed.sum(1)
    metrics = {"loss": nats / max(1, count), "accuracy": int(right.sum()) / max(1, count)}
    if classes >= 5:
        metrics["top5_accuracy"] = among_five / max(1, count)
    metrics["f1_macro"] = (2 * right[there > 0] / there[there > 0]).mean().item()
    return metrics, count
