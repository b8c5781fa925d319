"""Measures a trained model on a corpus, and adds what it finds to results.json, which metagen's documents show.

    python eval.py --checkpoint out/checkpoint.pt --data corpus.txt

The corpus is read in windows that do not overlap, each token scored once; the first tokens of a window have little context, so a longer
--sequence-length scores better.
"""

import argparse
import hashlib
import json
import math
import os
from pathlib import Path
from typing import Any

import torch

from config import Blueprint
from data import Corpus, Refusal
from model import MetaGenModel
from train import default_device, load, positive, score, usable_device

blueprint = Blueprint()


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Measures a trained model on a corpus.")
    parser.add_argument("--checkpoint", type=Path, required=True, help="what train.py wrote")
    parser.add_argument("--data", type=Path, required=True, help="a .bin file of tokens, or any other file, read byte by byte")
    parser.add_argument("--benchmark", default="", help="the spec's name of what the data is, if it is one of its benchmarks")
    parser.add_argument("--split", choices=["validation", "all"], default="validation", help="the last tenth of the data, or all (default: validation)")
    parser.add_argument("--sequence-length", type=positive, help="tokens a window (default: as in training)")
    parser.add_argument("--batch-size", type=positive, default=8, help="windows at a time (default: 8)")
    parser.add_argument("--out", type=Path, help="the file (default: docs/results.json of the package, or results.json for a model of another size)")
    parser.add_argument("--device", type=usable_device, default=default_device())
    return parser


def measure(args: argparse.Namespace) -> tuple[MetaGenModel, list[dict[str, Any]]]:
    """The model, and a result for each metric."""
    if args.benchmark and args.benchmark not in blueprint.benchmarks:
        raise Refusal(f"the spec has no benchmark {args.benchmark!r}; it has {', '.join(blueprint.benchmarks) or 'none'}: leave --benchmark out for other data")
    model, checkpoint = load(args.checkpoint, args.device)
    corpus, precision = Corpus(args.data, model.config.vocab_size), checkpoint["training"]["precision"]
    if corpus.tokenizer != checkpoint["corpus"]["tokenizer"]:
        raise Refusal(f"{args.checkpoint} was trained on {checkpoint['corpus']['tokenizer']}, and {args.data} holds {corpus.tokenizer}")
    length = args.sequence_length or checkpoint["training"]["sequence_length"]
    if length > model.config.max_seq_len:
        raise Refusal(f"windows of {length} tokens do not fit max_seq_len {model.config.max_seq_len}")
    nats, right, count = 0.0, 0, 0
    for tokens, targets in corpus.windows(args.split, args.batch_size, length):
        loss, guessed = score(model, tokens, targets, args.device)
        nats, right, count = nats + loss, right + guessed, count + targets.numel()
    if count == 0 or not math.isfinite(nats):
        raise Refusal(f"{count} tokens of {args.data} were scored, with a loss of {nats}: there is nothing to report")
    metrics = {"loss": nats / count, "perplexity": math.exp(nats / count), "next_token_accuracy": right / count}
    if corpus.tokenizer == "bytes":
        metrics["bits_per_byte"] = nats / count / math.log(2)
    with args.data.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    device = torch.cuda.get_device_name(args.device) if args.device.type == "cuda" else args.device.type
    common = {"data": args.data.name, "sha256": digest, "tokens": count, "step": checkpoint["step"], "device": device, "precision": precision}
    return model, [{"benchmark": args.benchmark, "metric": metric, "value": value, **common} for metric, value in metrics.items()]


def default_path(total_params: int) -> Path:
    """Where metagen looks, for a model of the blueprint's size; elsewhere for others, since its documents are not about them."""
    docs = Path(__file__).resolve().parent.parent / "docs"
    of_package = total_params == blueprint.total_params and (docs / "summary.json").is_file()
    return (docs if of_package else Path()) / "results.json"


def place(result: dict[str, Any]) -> tuple[str, str, str]:
    """What a result is of: a later one of the same takes its place."""
    return result["benchmark"], result["data"], result["metric"]


def merge(path: Path, total_params: int, results: list[dict[str, Any]]) -> None:
    """Adds results to a file, which is always whole."""
    merged = {}
    if path.exists():
        try:
            old = json.loads(path.read_text(encoding="utf-8"))
            merged = {place(result): result for result in old["results"]}
            measured = old["total_params"]
        except (ValueError, KeyError, TypeError) as error:
            raise Refusal(f"{path} is no file that eval.py wrote: {error!r}; move it, or pass another --out") from error
        if measured != total_params:
            raise Refusal(f"{path} holds results of a model of {measured:,} parameters, and this one has {total_params:,}: pass another --out")
    merged |= {place(result): result for result in results}
    text = json.dumps({"total_params": total_params, "results": [merged[key] for key in sorted(merged)]}, indent=2, allow_nan=False)
    part = path.with_name(path.name + ".tmp")
    part.write_text(text + "\n", encoding="utf-8")
    os.replace(part, path)


def main() -> None:
    parser = arguments()
    args = parser.parse_args()
    try:
        model, results = measure(args)
        path = args.out or default_path(model.num_parameters())
        merge(path, model.num_parameters(), results)
    except Refusal as refusal:
        parser.exit(2, f"{parser.prog}: error: {refusal}\n")
    for result in results:
        print(f"{result['metric']:<20} {result['value']:.6g}")
    print(f"{results[0]['tokens']:,} tokens of {args.data}, after {results[0]['step']} steps; added to {path}")


if __name__ == "__main__":
    main()
