import argparse
from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F

from data import END, START, Data, decode
from model import MetaGenModel


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """There is nothing more to say."""


def edits(ours: Sequence[str], theirs: Sequence[str]) -> int:
    """The least number of insertions, deletions and replacements that make theirs of ours (Levenshtein)."""
    costs = list(range(len(theirs) + 1))
    for i, a in enumerate(ours, start=1):
        before = costs
        costs = [i]
        for j, b in enumerate(theirs, start=1):
            costs.append(min(before[j] + 1, costs[-1] + 1, before[j - 1] + (a != b)))
    return costs[-1]


def measure(args: argparse.Namespace, model: MetaGenModel, checkpoint: dict[str, Any]) -> tuple[dict[str, float], int]:
    """Metrics, and the number of recordings that they are of. The loss is of the texts' tokens, each after those before it. Error rates are of
    transcripts that take the likeliest token each time: edits by word, and by character, in all over words and characters in all, nothing
    normalised."""
    data = Data(args.data, model.config, checkpoint["training"]["sequence_length"])
    nats, count, recordings = 0.0, 0, 0
    wrong = {"wer": 0, "cer": 0}
    total = {"wer": 0, "cer": 0}
    for texts, batch in data.windows(args.split, args.batch_size):
        mel, tokens, targets = (part.to(args.device) for part in batch)
        with torch.inference_mode():
            logits = model(mel, tokens)[0].flatten(0, 1).float()
            nats += F.cross_entropy(logits, targets.flatten(), ignore_index=-1, reduction="sum").item()
        count += int((targets >= 0).sum())
        heard = model.transcribe(mel, torch.full((len(texts), 1), START, device=args.device), END).tolist()
        for text, ours in zip(texts, map(decode, heard), strict=True):
            for metric, a, b in (("wer", ours.split(), text.split()), ("cer", list(ours), list(text))):
                wrong[metric] += edits(a, b)
                total[metric] += len(b)
        recordings += len(texts)
    return {"loss": nats / max(1, count), **{metric: wrong[metric] / max(1, total[metric]) for metric in wrong}}, recordings
