"""Gives texts their numbers with a trained model.

    python infer.py --checkpoint out/checkpoint.pt --text "A film to see twice."

For each text, a line with its numbers. Of a model that was trained on token ids, --text is such ids.
"""

import argparse
from pathlib import Path

import torch

from data import Refusal, Texts
from train import default_device, load, on, usable_device


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Gives texts their numbers with a trained model.")
    parser.add_argument("--checkpoint", type=Path, required=True, help="what train.py wrote; there is no output without training")
    parser.add_argument("--text", action="append", required=True, help="a text, or its token ids; more than one may be given")
    parser.add_argument("--device", type=usable_device, default=default_device())
    return parser


def predict(args: argparse.Namespace) -> list[str]:
    model, checkpoint = load(args.checkpoint, args.device)
    texts = Texts(checkpoint["data"]["tokenizer"], model.config)
    with torch.inference_mode():
        outputs = model(*on(args.device, texts.inputs([[text] for text in args.text], checkpoint["training"]["sequence_length"])))[0].float().tolist()
    return [" ".join(f"{number:.6g}" for number in row) for row in outputs]


def main() -> None:
    parser = arguments()
    try:
        print("\n".join(predict(parser.parse_args())))
    except Refusal as refusal:
        parser.exit(2, f"{parser.prog}: error: {refusal}\n")


if __name__ == "__main__":
    main()
