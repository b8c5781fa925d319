import argparse
from typing import Any

import torch

from data import Data, Refusal
from model import MetaGenModel
from train import on


def add_arguments(parser: argparse.ArgumentParser) -> None:
    pass


def measure(args: argparse.Namespace, model: MetaGenModel, checkpoint: dict[str, Any]) -> tuple[dict[str, float], int]:
    """Metrics, and the number of tokens, padding included, that they are of: how well the first text of each pair finds its partner among the
    second texts of all pairs, and how alike partners are."""
    data = Data(args.data, model.config, checkpoint["training"]["sequence_length"])
    if data.texts.tokenizer != checkpoint["data"]["tokenizer"]:
        raise Refusal(f"{args.checkpoint} was trained on {checkpoint['data']['tokenizer']}, and {args.data} holds {data.texts.tokenizer}")
    firsts, seconds = [], []
    for lines in data.pieces(args.split, args.batch_size):
        with torch.inference_mode():
            firsts.append(model(*on(args.device, data.side(lines, 0)))[0].float().cpu())
            seconds.append(model(*on(args.device, data.side(lines, 1)))[0].float().cpu())
    if not firsts:
        return {}, 0
    documents, places, alike = torch.cat(seconds), [], []
    for i, first in enumerate(torch.cat(firsts)):
        similarity = documents @ first  # to every second text
        alike.append(similarity[i].item())
        places.append(int((similarity >= similarity[i]).sum()))  # of equals, the partner is the last
    found = torch.tensor(places)
    metrics = {f"recall_at_{k}": (found <= k).double().mean().item() for k in (1, 5)}
    metrics |= {"mrr": (1 / found).mean().item(), "cosine_similarity": sum(alike) / len(alike)}
    return metrics, 2 * len(places) * data.per_row
