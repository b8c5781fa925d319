"""Ranks documents for a query with a trained model.

    python infer.py --checkpoint out/checkpoint.pt --query "why is the sky blue" --document "Air scatters blue light." --document "Grass is green."

A line for each document, the best first, with its score. Of a model that was trained on token ids, the texts are such ids.
"""

import argparse
from pathlib import Path

import torch

from data import Refusal, Texts
from train import default_device, load, on, usable_device


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Ranks documents for a query with a trained model.")
    parser.add_argument("--checkpoint", type=Path, required=True, help="what train.py wrote; there is no output without training")
    parser.add_argument("--query", required=True, help="a text, or its token ids")
    parser.add_argument("--document", action="append", required=True, help="a text, or its token ids; more than one may be given")
    parser.add_argument("--device", type=usable_device, default=default_device())
    return parser


def rank(args: argparse.Namespace) -> list[str]:
    model, checkpoint = load(args.checkpoint, args.device)
    texts = Texts(checkpoint["data"]["tokenizer"], model.config)
    pairs = [[args.query, document] for document in args.document]
    with torch.inference_mode():
        scores = model(*on(args.device, texts.inputs(pairs, checkpoint["training"]["sequence_length"])))[0][:, 0].float().tolist()
    return [f"{score:8.4f}  {document}" for score, document in sorted(zip(scores, args.document, strict=True), key=lambda pair: -pair[0])]


def main() -> None:
    parser = arguments()
    try:
        print("\n".join(rank(parser.parse_args())))
    except Refusal as refusal:
        parser.exit(2, f"{parser.prog}: error: {refusal}\n")


if __name__ == "__main__":
    main()
