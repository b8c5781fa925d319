import argparse
import math
from typing import Any

import torch

from data import Data, Refusal
from model import MetaGenModel
from train import on


def add_arguments(parser: argparse.ArgumentParser) -> None:
    pass


def gain(relevances: list[int]) -> float:
    """The discounted cumulative gain of the first ten (Järvelin and Kekäläinen 2002), with gains 2^relevance - 1."""
    return sum((2.0**relevance - 1) / math.log2(place + 2) for place, relevance in enumerate(relevances[:10]))


def judge(relevances: list[int]) -> dict[str, float]:
    """The metrics of one query, its documents in the order of their scores; relevance above 0 is relevant."""
    places = [place for place, relevance in enumerate(relevances, 1) if relevance > 0]
    return {
        "ndcg_at_10": gain(relevances) / gain(sorted(relevances, reverse=True)),
        "mrr": 1 / places[0],
        "map": sum(n / place for n, place in enumerate(places, 1)) / len(places),
        "precision_at_1": float(relevances[0] > 0),
    }


def measure(args: argparse.Namespace, model: MetaGenModel, checkpoint: dict[str, Any]) -> tuple[dict[str, float], int]:
    """Metrics, means over the queries that have documents of different relevance, and the number of tokens that were scored, padding included."""
    data = Data(args.data, model.config, checkpoint["training"]["sequence_length"])
    if data.texts.tokenizer != checkpoint["data"]["tokenizer"]:
        raise Refusal(f"{args.checkpoint} was trained on {checkpoint['data']['tokenizer']}, and {args.data} holds {data.texts.tokenizer}")
    found, count = [], 0
    for lines in data.ranked(args.split):
        scores: list[float] = []
        for first in range(0, len(lines), args.batch_size):
            with torch.inference_mode():
                scores += model(*on(args.device, data.examples(lines[first : first + args.batch_size])))[0][:, 0].float().tolist()
        count += len(lines)
        # Of equal scores the less relevant document stands first, so that a model that scores all alike gains nothing by it.
        order = sorted(zip(scores, lines, strict=True), key=lambda pair: (-pair[0], data.relevance[pair[1]]))
        found.append(judge([data.relevance[line] for _, line in order]))
    return {key: sum(metrics[key] for metrics in found) / len(found) for key in (found[0] if found else ())}, count * data.per_row
