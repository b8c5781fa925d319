"""Tells normal texts from others with a trained model.

    python infer.py --checkpoint out/checkpoint.pt --normal corpus.txt --text "A text that may be odd."

For each text, a line with its surprise and whether that is above the threshold: a quantile of the surprise of the last tenth of --normal, which
training has not seen. Of a model that was trained on token ids, the texts are such ids.
"""

import argparse
from pathlib import Path

import torch

from data import Data, Refusal, surprises
from train import default_device, load, positive, usable_device


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Tells normal texts from others with a trained model.")
    parser.add_argument("--checkpoint", type=Path, required=True, help="what train.py wrote; there is no output without training")
    parser.add_argument("--normal", type=Path, required=True, help="the normal texts that the threshold is fitted to, as data.py reads them")
    parser.add_argument("--quantile", type=float, default=0.95, help="the share of normal texts that is to pass (default: 0.95)")
    parser.add_argument("--text", action="append", required=True, help="a text, or its token ids; more than one may be given")
    parser.add_argument("--batch-size", type=positive, default=8, help="texts at a time (default: 8)")
    parser.add_argument("--device", type=usable_device, default=default_device())
    return parser


def tell(args: argparse.Namespace) -> list[str]:
    if not 0 < args.quantile < 1:
        raise Refusal(f"--quantile is {args.quantile}, and must be between 0 and 1")
    model, checkpoint = load(args.checkpoint, args.device)
    data = Data(args.normal, model.config, checkpoint["training"]["sequence_length"])
    if data.texts.tokenizer != checkpoint["data"]["tokenizer"]:
        raise Refusal(f"{args.checkpoint} was trained on {checkpoint['data']['tokenizer']}, and {args.normal} holds {data.texts.tokenizer}")
    normal = [
        surprises(model, data.texts, [data.lines[i][0] for i in lines], data.per_row, args.device) for lines in data.pieces("validation", args.batch_size)
    ]
    if not normal:
        raise Refusal(f"{args.normal} has no text to fit the threshold to")
    threshold = torch.cat(normal).quantile(args.quantile).item()
    found = surprises(model, data.texts, args.text, data.per_row, args.device).tolist()
    return [f"{score:8.4f}  {'odd' if score > threshold else 'normal'}  {text}" for score, text in zip(found, args.text, strict=True)] + [
        f"{threshold:8.4f}  is the threshold: {args.quantile:g} of the normal texts are below it"
    ]


def main() -> None:
    parser = arguments()
    try:
        print("\n".join(tell(parser.parse_args())))
    except Refusal as refusal:
        parser.exit(2, f"{parser.prog}: error: {refusal}\n")


if __name__ == "__main__":
    main()
