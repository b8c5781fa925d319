"""Says which of some texts goes with an image, with a trained model that need not have seen them (zero-shot).

    python infer.py --checkpoint out/checkpoint.pt --image photo.png --text "a photo of a cat" --text "a photo of a dog"

The output has a line for each text, the likeliest first: its probability, its score, and the text.
"""

import argparse
from pathlib import Path

import torch

from data import Refusal, encode, load_image
from model import probabilities
from train import default_device, load, usable_device


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Says which of some texts goes with an image, with a trained model.")
    parser.add_argument("--checkpoint", type=Path, required=True, help="what train.py wrote; there is no output without training")
    parser.add_argument("--image", type=Path, required=True, help="a .jpg or .png file")
    parser.add_argument("--text", action="append", required=True, help="a text that may go with it; pass several")
    parser.add_argument("--device", type=usable_device, default=default_device())
    return parser


def match(args: argparse.Namespace) -> list[tuple[float, float, str]]:
    """Probabilities, scores and texts, the likeliest first."""
    model, checkpoint = load(args.checkpoint, args.device)
    image, tokens = load_image(args.image, model.config), encode(args.text, model.config, checkpoint["training"]["sequence_length"])
    with torch.inference_mode():
        scores = model(image[None].to(args.device), tokens.to(args.device))[0].float().cpu()
    return sorted(zip(probabilities(scores)[0].tolist(), scores[0].tolist(), args.text, strict=True), reverse=True)


def main() -> None:
    parser = arguments()
    try:
        for probability, score, text in match(parser.parse_args()):
            print(f"{probability:.4f}  {score:8.3f}  {text}")
    except Refusal as refusal:
        parser.exit(2, f"{parser.prog}: error: {refusal}\n")


if __name__ == "__main__":
    main()
