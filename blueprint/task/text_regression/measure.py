import argparse
from typing import Any

import torch

from data import Data, Refusal
from model import MetaGenModel
from train import on


def add_arguments(parser: argparse.ArgumentParser) -> None:
    pass


def measure(args: argparse.Namespace, model: MetaGenModel, checkpoint: dict[str, Any]) -> tuple[dict[str, float], int]:
    """Metrics, and the number of tokens, padding included, that they are of; r2 is 1 where all is explained, and 0 for a guess of the mean."""
    data = Data(args.data, model.config, checkpoint["training"]["sequence_length"])
    if data.texts.tokenizer != checkpoint["data"]["tokenizer"]:
        raise Refusal(f"{args.checkpoint} was trained on {checkpoint['data']['tokenizer']}, and {args.data} holds {data.texts.tokenizer}")
    outputs, wanted = [], []
    for numbers in data.pieces(args.split, args.batch_size):
        inputs, targets = data.examples(numbers)
        with torch.inference_mode():
            outputs.append(model(*on(args.device, inputs))[0].double().cpu())
        wanted.append(targets.double())
    if not wanted:
        return {}, 0
    output, target = torch.cat(outputs), torch.cat(wanted)
    squared, spread = (output - target).square().mean(), (target - target.mean(0)).square().mean()
    metrics = {"mse": squared.item(), "mae": (output - target).abs().mean().item()}
    if spread > 0:
        metrics["r2"] = (1 - squared / spread).item()
    return metrics, len(target) * data.per_row
