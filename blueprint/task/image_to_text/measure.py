import argparse
from typing import Any

import torch
import torch.nn.functional as F

from data import Data
from model import MetaGenModel


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Sequences are cut as in training: there is nothing more to say of them."""


def measure(args: argparse.Namespace, model: MetaGenModel, checkpoint: dict[str, Any]) -> tuple[dict[str, float], int]:
    """Metrics over the tokens of answers, each after those before it, and the number of answers that they are of."""
    data = Data(args.data, model.config, checkpoint["training"]["sequence_length"])
    nats, right, count, answers = 0.0, 0, 0, 0
    for tokens, images, targets in data.pieces(args.split, args.batch_size):
        with torch.inference_mode():
            logits = model(tokens.to(args.device), images.to(args.device))[0].float().cpu()
        nats += F.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=-1, reduction="sum").item()
        right += int((logits.argmax(-1) == targets).sum())
        count += int((targets >= 0).sum())
        answers += len(tokens)
    return {"loss": nats / max(1, count), "token_accuracy": right / max(1, count)}, answers
