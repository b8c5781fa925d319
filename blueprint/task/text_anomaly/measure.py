import argparse
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from data import Data, Refusal, surprises
from model import MetaGenModel


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--anomalies", type=Path, help="texts that are not normal, one a line: what is told apart from those of --data")
    parser.add_argument("--quantile", type=float, default=0.95, help="the share of normal texts that is to pass (default: 0.95)")


def scores(args: argparse.Namespace, model: MetaGenModel, data: Data, split: str) -> Tensor:
    found = [surprises(model, data.texts, [data.lines[i][0] for i in lines], data.per_row, args.device) for lines in data.pieces(split, args.batch_size)]
    return torch.cat(found) if found else torch.zeros(0, dtype=torch.float64)


def measure(args: argparse.Namespace, model: MetaGenModel, checkpoint: dict[str, Any]) -> tuple[dict[str, float], int]:
    """Metrics, and the number of tokens, padding included, that they are of. The threshold is a quantile of the surprise of normal texts; with
    anomalies, auroc is the chance that one of them surprises more than a normal text, and detected the share that is above the threshold."""
    if not 0 < args.quantile < 1:
        raise Refusal(f"--quantile is {args.quantile}, and must be between 0 and 1")
    length = checkpoint["training"]["sequence_length"]
    data, trained = Data(args.data, model.config, length), checkpoint["data"]["tokenizer"]
    if data.texts.tokenizer != trained:
        raise Refusal(f"{args.checkpoint} was trained on {trained}, and {args.data} holds {data.texts.tokenizer}")
    normal = scores(args, model, data, args.split)
    if len(normal) == 0:
        return {}, 0
    threshold = normal.quantile(args.quantile).item()
    metrics, count = {"surprise": normal.mean().item(), "threshold": threshold}, len(normal)
    if args.anomalies is not None:
        others = Data(args.anomalies, model.config, length)
        if others.texts.tokenizer != trained:
            raise Refusal(f"{args.checkpoint} was trained on {trained}, and {args.anomalies} holds {others.texts.tokenizer}")
        odd = scores(args, model, others, "all")
        if len(odd) == 0:
            raise Refusal(f"{args.anomalies} has no text")
        above, equal = (odd[:, None] > normal).double().mean().item(), (odd[:, None] == normal).double().mean().item()
        metrics |= {"auroc": above + equal / 2, "detected": (odd > threshold).double().mean().item()}
        count += len(odd)
    return metrics, count * data.per_row
