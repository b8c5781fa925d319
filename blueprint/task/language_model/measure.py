import argparse
import math
from typing import Any

import torch
import torch.nn.functional as F

from data import Data, Refusal
from model import MetaGenModel
from train import positive


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sequence-length", type=positive, help="tokens a window (default: as in training)")


def measure(args: argparse.Namespace, model: MetaGenModel, checkpoint: dict[str, Any]) -> tuple[dict[str, float], int]:
    """Metrics, and the number of tokens that they are of. The corpus is read in windows that do not overlap, each token scored once; the first
    tokens of a window have little context, so a longer --sequence-length scores better."""
    length = args.sequence_length or checkpoint["training"]["sequence_length"]
    data, trained = Data(args.data, model.config.vocab_size, length), checkpoint["data"]["tokenizer"]
    if data.tokenizer != trained:
        raise Refusal(f"{args.checkpoint} was trained on {trained}, and {args.data} holds {data.tokenizer}")
    if length > model.config.max_seq_len:
        raise Refusal(f"windows of {length} tokens do not fit max_seq_len {model.config.max_seq_len}")
    nats, right, count = 0.0, 0, 0
    for tokens, targets in data.windows(args.split, args.batch_size):
        with torch.inference_mode():
            logits = model(tokens.to(args.device))[0].flatten(0, 1).float()
            targets = targets.to(args.device).flatten()
            nats += F.cross_entropy(logits, targets, reduction="sum").item()
            right += int((logits.argmax(-1) == targets).sum())
        count += targets.numel()
    metrics = {"loss": nats / max(1, count), "perplexity": math.exp(min(700.0, nats / max(1, count))), "next_token_accuracy": right / max(1, count)}
    if data.tokenizer == "bytes":
        metrics["bits_per_byte"] = metrics["loss"] / math.log(2)
    return metrics, count
