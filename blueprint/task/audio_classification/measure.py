import argparse
from typing import Any

import torch
import torch.nn.functional as F

from data import Data, Refusal
from model import MetaGenModel


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """There is nothing more to say."""


def measure(args: argparse.Namespace, model: MetaGenModel, checkpoint: dict[str, Any]) -> tuple[dict[str, float], int]:
    """Metrics, and the number of recordings that they are of."""
    data = Data(args.data, model.config)
    if data.classes != checkpoint["data"]["classes"]:
        raise Refusal(f"{args.checkpoint} was trained on the classes {checkpoint['data']['classes']}, and {args.data} has {data.classes}")
    nats, right, count = 0.0, 0, 0
    for batch in data.windows(args.split, args.batch_size):
        mel, targets = (part.to(args.device) for part in batch)
        with torch.inference_mode():
            logits = model(mel)[0].float()
            nats += F.cross_entropy(logits, targets, reduction="sum").item()
            right += int((logits.argmax(-1) == targets).sum())
        count += targets.numel()
    return {"loss": nats / max(1, count), "accuracy": right / max(1, count)}, count
