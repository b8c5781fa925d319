import argparse
import math
from typing import Any

import torch
import torch.nn.functional as F

from data import Data, Refusal
from model import MetaGenModel
from train import on


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", type=int, default=0, help="what the hidden tokens are drawn from (default: 0)")


def measure(args: argparse.Namespace, model: MetaGenModel, checkpoint: dict[str, Any]) -> tuple[dict[str, float], int]:
    """Metrics, and the number of hidden tokens that they are of."""
    data = Data(args.data, model.config, checkpoint["training"]["sequence_length"])
    if data.texts.tokenizer != checkpoint["data"]["tokenizer"]:
        raise Refusal(f"{args.checkpoint} was trained on {checkpoint['data']['tokenizer']}, and {args.data} holds {data.texts.tokenizer}")
    nats, right, count = 0.0, 0, 0
    for lines in data.pieces(args.split, args.batch_size):
        inputs, targets = data.masked(lines, args.seed * 1_000_003 + lines[0])
        chosen = targets != -100
        with torch.inference_mode():
            logits, wanted = model(*on(args.device, inputs))[0][chosen.to(args.device)].float(), targets[chosen].to(args.device)
        nats += F.cross_entropy(logits, wanted, reduction="sum").item()
        right, count = right + int((logits.argmax(-1) == wanted).sum()), count + len(wanted)
    loss = nats / max(1, count)
    return {"loss": loss, "perplexity": math.exp(min(700.0, loss)), "masked_token_accuracy": right / max(1, count)}, count
