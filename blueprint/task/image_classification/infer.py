"""Says what is on an image, with a trained model.

    python infer.py --checkpoint out/checkpoint.pt --image photo.png

The output is the likeliest classes, each after its probability.
"""

import argparse
from pathlib import Path

import torch

from data import Refusal, load_image
from train import default_device, load, positive, usable_device


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Says what is on an image, with a trained model.")
    parser.add_argument("--checkpoint", type=Path, required=True, help="what train.py wrote; there is no output without training")
    parser.add_argument("--image", type=Path, required=True, help="a .jpg or .png file")
    parser.add_argument("--top", type=positive, default=5, help="how many classes to name (default: 5)")
    parser.add_argument("--device", type=usable_device, default=default_device())
    return parser


def classify(args: argparse.Namespace) -> list[tuple[float, str]]:
    """Probabilities and classes, the likeliest first."""
    model, checkpoint = load(args.checkpoint, args.device)
    image = load_image(args.image, model.config.num_channels, model.config.image_size)
    with torch.inference_mode():
        shares = model(image[None].to(args.device))[0][0].float().softmax(-1)
    best = shares.topk(min(args.top, len(shares)))
    return [(share, checkpoint["data"]["classes"][place]) for share, place in zip(best.values.tolist(), best.indices.tolist(), strict=True)]


def main() -> None:
    parser = arguments()
    try:
        for share, name in classify(parser.parse_args()):
            print(f"{share:.4f}  {name}")
    except Refusal as refusal:
        parser.exit(2, f"{parser.prog}: error: {refusal}\n")


if __name__ == "__main__":
    main()
