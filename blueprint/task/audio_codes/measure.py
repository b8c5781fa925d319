import argparse
import math
from typing import Any

import torch
import torch.nn.functional as F

from data import Data, Refusal
from model import MetaGenModel
from train import on, positive


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sequence-length", type=positive, help="positions a window (default: as in training)")


def measure(args: argparse.Namespace, model: MetaGenModel, checkpoint: dict[str, Any]) -> tuple[dict[str, float], int]:
    """Metrics, and the number of frames that they are of. Clips are read in windows that do not overlap, each code scored once."""
    length = args.sequence_length or checkpoint["training"]["sequence_length"]
    if length > model.config.max_seq_len:
        raise Refusal(f"windows of {length} positions do not fit max_seq_len {model.config.max_seq_len}")
    data = Data(args.data, model.config, length)
    nats, right, count = 0.0, 0, 0
    for batch in data.windows(args.split, args.batch_size):
        *inputs, targets = on(args.device, batch)
        assert targets is not None
        with torch.inference_mode():
            logits = model(*inputs)[0].flatten(0, 2).float()
            wanted = targets.flatten()
            nats += F.cross_entropy(logits, wanted, ignore_index=-1, reduction="sum").item()
            right += int((logits.argmax(-1) == wanted).sum())
            count += int((wanted >= 0).sum())
    loss = nats / max(1, count)
    return {"loss": loss, "perplexity": math.exp(min(700.0, loss)), "next_code_accuracy": right / max(1, count)}, count // model.config.codebooks
