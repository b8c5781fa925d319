"""Embeds texts with a trained model.

    python infer.py --checkpoint out/checkpoint.pt --text "A cat sleeps." --text "The cat is asleep."
    python infer.py --checkpoint out/checkpoint.pt --text "A cat sleeps." --print

For each text, a line with its cosine similarity to every text, or, with --print, with its embedding. Of a model that was trained on token
ids, --text is such ids.
"""

import argparse
from pathlib import Path

import torch

from data import Refusal, Texts
from train import default_device, load, on, usable_device


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Embeds texts with a trained model.")
    parser.add_argument("--checkpoint", type=Path, required=True, help="what train.py wrote; there is no output without training")
    parser.add_argument("--text", action="append", required=True, help="a text, or its token ids; more than one may be given")
    parser.add_argument("--print", action="store_true", help="print the embeddings themselves")
    parser.add_argument("--device", type=usable_device, default=default_device())
    return parser


def embed(args: argparse.Namespace) -> list[str]:
    model, checkpoint = load(args.checkpoint, args.device)
    texts = Texts(checkpoint["data"]["tokenizer"], model.config)
    with torch.inference_mode():
        embeddings = model(*on(args.device, texts.inputs([[text] for text in args.text], checkpoint["training"]["sequence_length"])))[0].float()
    if args.print:
        return [" ".join(f"{number:.6g}" for number in row) for row in embeddings.tolist()]
    return [f"{' '.join(f'{number:7.4f}' for number in row)}  {text}" for row, text in zip((embeddings @ embeddings.T).tolist(), args.text, strict=True)]


def main() -> None:
    parser = arguments()
    try:
        print("\n".join(embed(parser.parse_args())))
    except Refusal as refusal:
        parser.exit(2, f"{parser.prog}: error: {refusal}\n")


if __name__ == "__main__":
    main()
