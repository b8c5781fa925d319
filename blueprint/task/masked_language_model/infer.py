"""Guesses hidden tokens with a trained model.

    python infer.py --checkpoint out/checkpoint.pt --text "Once upon a ____"
    python infer.py --checkpoint out/checkpoint.pt --text "464 2068 103 7586"

An underscore hides a byte of the text; of a model that was trained on token ids, the mask token hides one. A line for each hidden token, with
the likeliest tokens and their probabilities.
"""

import argparse
from pathlib import Path

import torch

from config import Blueprint
from data import Refusal, Texts, inputs
from train import default_device, load, on, positive, usable_device

blueprint = Blueprint()


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Guesses hidden tokens with a trained model.")
    parser.add_argument("--checkpoint", type=Path, required=True, help="what train.py wrote; there is no output without training")
    parser.add_argument("--text", required=True, help="a text with underscores for what is hidden, or token ids")
    parser.add_argument("--top-k", type=positive, default=5, help="guesses for each (default: 5)")
    parser.add_argument("--device", type=usable_device, default=default_device())
    return parser


def guess(args: argparse.Namespace) -> list[str]:
    model, checkpoint = load(args.checkpoint, args.device)
    texts = Texts(checkpoint["data"]["tokenizer"], model.config)
    tokens, mask, types = texts.sequences([[args.text]], checkpoint["training"]["sequence_length"])
    if texts.tokenizer == "bytes":
        tokens = torch.where(tokens == texts.plain[ord("_")], blueprint.mask_token, tokens)
    places = (tokens[0] == blueprint.mask_token).nonzero()[:, 0].tolist()
    if not places:
        raise Refusal("nothing is hidden in the text: write an underscore for a byte, or the mask token among token ids")
    with torch.inference_mode():
        chances = model(*on(args.device, inputs(tokens, mask, types)))[0][0].float().softmax(-1)
    lines = []
    for place in places:
        best = chances[place].topk(min(args.top_k, chances.size(-1)))
        named = [repr(chr(texts.plain.index(t))) if texts.tokenizer == "bytes" and t in texts.plain else str(t) for t in best.indices.tolist()]
        lines.append(f"token {place}: " + "  ".join(f"{name} {chance:.4f}" for name, chance in zip(named, best.values.tolist(), strict=True)))
    return lines


def main() -> None:
    parser = arguments()
    try:
        print("\n".join(guess(parser.parse_args())))
    except Refusal as refusal:
        parser.exit(2, f"{parser.prog}: error: {refusal}\n")


if __name__ == "__main__":
    main()
