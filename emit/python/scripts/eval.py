"""Measures a trained model on data, and adds what it finds to results.json, which metagen's documents show.

    python eval.py --checkpoint out/checkpoint.pt --data DATA

DATA is what data.py reads.
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
from data import Data, Refusal
from measure import add_arguments, measure
from model import MetaGenModel
from train import default_device, load, positive, usable_device

blueprint = Blueprint()


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Measures a trained model on data.")
    parser.add_argument("--checkpoint", type=Path, required=True, help="what train.py wrote")
    parser.add_argument("--data", type=Path, required=True, help="what to measure on, as data.py reads it")
    parser.add_argument("--benchmark", default="", help="the spec's name of what the data is, if it is one of its benchmarks")
    parser.add_argument("--split", choices=["validation", "all"], default="validation", help="the last tenth of the data, or all (default: validation)")
    parser.add_argument("--batch-size", type=positive, default=8, help="examples at a time (default: 8)")
    parser.add_argument("--out", type=Path, help="the file (default: docs/results.json of the package, or results.json for a model of another size)")
    parser.add_argument("--device", type=usable_device, default=default_device())
    add_arguments(parser)
    return parser


def digest(path: Path) -> str:
    """SHA-256 of a file; of a folder, that of the names and digests of all its files."""
    if path.is_file():
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    lines = (f"{file.relative_to(path).as_posix()} {digest(file)}\n" for file in sorted(path.rglob("*")) if file.is_file())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def evaluate(args: argparse.Namespace) -> tuple[MetaGenModel, list[dict[str, Any]]]:
    """The model, and a result for each metric."""
    if args.benchmark and args.benchmark not in blueprint.benchmarks:
        raise Refusal(f"the spec has no benchmark {args.benchmark!r}; it has {', '.join(blueprint.benchmarks) or 'none'}: leave --benchmark out for other data")
    model, checkpoint = load(args.checkpoint, args.device)
    metrics, count = measure(args, model, checkpoint)
    wrong = [f"{metric} is {value}" for metric, value in metrics.items() if not math.isfinite(value)]
    if count == 0 or wrong:
        raise Refusal(f"{count} {Data.unit} of {args.data} were scored, {', '.join(wrong) or 'with no result'}: there is nothing to report")
    device = torch.cuda.get_device_name(args.device) if args.device.type == "cuda" else args.device.type
    precision = checkpoint["training"]["precision"]
    common = {"data": args.data.name, "sha256": digest(args.data), "count": count, "unit": Data.unit}
    common |= {"step": checkpoint["step"], "device": device, "precision": precision}
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
        model, results = evaluate(args)
        path = args.out or default_path(model.num_parameters())
        merge(path, model.num_parameters(), results)
    except Refusal as refusal:
        parser.exit(2, f"{parser.prog}: error: {refusal}\n")
    for result in results:
        print(f"{result['metric']:<20} {result['value']:.6g}")
    print(f"{results[0]['count']:,} {results[0]['unit']} of {args.data}, after {results[0]['step']} steps; added to {path}")


if __name__ == "__main__":
    main()
