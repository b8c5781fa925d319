"""Classifies texts with a trained model.

    python infer.py --checkpoint out/checkpoint.pt --text "A film to see twice."

For each text, a line with the probability of each class. Of a model that was trained on token ids, --text is such ids.
"""

import argparse
from pathlib import Path

import torch

from data import Refusal, Texts
from train import default_device, load, on, usable_device


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Classifies texts with a trained model.")
    parser.add_argument("--checkpoint", type=Path, required=True, help="what train.py wrote; there is no output without training")
    parser.add_argument("--text", action="append", required=True, help="a text, or its token ids; more than one may be given")
    parser.add_argument("--device", type=usable_device, default=default_device())
    return parser


def classify(args: argparse.Namespace) -> list[str]:
    model, checkpoint = load(args.checkpoint, args.device)
    texts = Texts(checkpoint["data"]["tokenizer"], model.config)
    inputs = texts.inputs([[text] for text in args.text], checkpoint["training"]["sequence_length"])
    with torch.inference_mode():
        chances = model(*on(args.device, inputs))[0].float().softmax(-1).tolist()
    return ["  ".join(f"class {i} {chance:.4f}" for i, chance in enumerate(row)) for row in chances]


def main() -> None:
    parser = arguments()
    try:
        print("\n".join(classify(parser.parse_args())))
    except Refusal as refusal:
        parser.exit(2, f"{parser.prog}: error: {refusal}\n")


if __name__ == "__main__":
    main()
