import argparse
from typing import Any

import torch
import torch.nn.functional as F

from data import Data, Refusal
from model import MetaGenModel
from train import on


def add_arguments(parser: argparse.ArgumentParser) -> None:
    pass


def measure(args: argparse.Namespace, model: MetaGenModel, checkpoint: dict[str, Any]) -> tuple[dict[str, float], int]:
    """Metrics, and the number of tokens, padding included, that they are of; precision, recall and F1 are means over the classes that occur."""
    data = Data(args.data, model.config, checkpoint["training"]["sequence_length"])
    if data.texts.tokenizer != checkpoint["data"]["tokenizer"]:
        raise Refusal(f"{args.checkpoint} was trained on {checkpoint['data']['tokenizer']}, and {args.data} holds {data.texts.tokenizer}")
    N, nats = model.config.num_classes, 0.0
    table = torch.zeros(N, N)  # examples by their class, and by what the model takes it for
    for numbers in data.pieces(args.split, args.batch_size):
        inputs, classes = data.examples(numbers)
        with torch.inference_mode():
            logits = model(*on(args.device, inputs))[0].float().cpu()
        nats += F.cross_entropy(logits, classes, reduction="sum").item()
        table += torch.bincount(classes * N + logits.argmax(-1), minlength=N * N).view(N, N)
    count, right = table.sum().item(), table.diagonal()
    known = table.sum(0) + table.sum(1) > 0  # the classes of the data, and those that the model takes it for
    precision, recall = (right / table.sum(0).clamp(min=1))[known], (right / table.sum(1).clamp(min=1))[known]
    f1 = 2 * precision * recall / (precision + recall).clamp(min=1e-9)
    metrics = {"loss": nats / max(1, count), "accuracy": right.sum().item() / max(1, count)}
    metrics |= {"precision_macro": precision.mean().item(), "recall_macro": recall.mean().item(), "f1_macro": f1.mean().item()}
    return metrics, int(count) * data.per_row
