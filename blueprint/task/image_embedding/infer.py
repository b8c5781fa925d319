"""Embeds images with a trained model, or finds the most like one in a folder.

    python infer.py --checkpoint out/checkpoint.pt --image photo.png
    python infer.py --checkpoint out/checkpoint.pt --image photo.png --among images

The output is the embedding, numbers in a line of JSON; with a folder, the images in it that are nearest, each after its cosine.
"""

import argparse
import json
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from data import Refusal, images_of, load_image
from model import MetaGenModel
from train import default_device, load, positive, usable_device


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Embeds images with a trained model, or finds the most like one in a folder.")
    parser.add_argument("--checkpoint", type=Path, required=True, help="what train.py wrote; there is no output without training")
    parser.add_argument("--image", type=Path, required=True, help="a .jpg or .png file")
    parser.add_argument("--among", type=Path, help="a folder to find the most like images in, at any depth")
    parser.add_argument("--top", type=positive, default=5, help="how many images to find (default: 5)")
    parser.add_argument("--device", type=usable_device, default=default_device())
    return parser


def embed(model: MetaGenModel, files: list[Path], device: torch.device) -> Tensor:
    """Images, one at a time -> embeddings (N, E), of length 1 in float32 too."""
    found = []
    for file in files:
        with torch.inference_mode():
            found.append(model(load_image(file, model.config.num_channels, model.config.image_size)[None].to(device))[0].float().cpu())
    return F.normalize(torch.cat(found), dim=-1)


def answer(args: argparse.Namespace) -> list[str]:
    model, _ = load(args.checkpoint, args.device)
    wanted = embed(model, [args.image], args.device)[0]
    if args.among is None:
        return [json.dumps([round(x, 6) for x in wanted.tolist()])]
    files = images_of(args.among)
    if not files:
        raise Refusal(f"there is no image in {args.among}")
    best = (embed(model, files, args.device) @ wanted).topk(min(args.top, len(files)))
    return [f"{cosine:.4f}  {files[place]}" for cosine, place in zip(best.values.tolist(), best.indices.tolist(), strict=True)]


def main() -> None:
    parser = arguments()
    try:
        print("\n".join(answer(parser.parse_args())))
    except Refusal as refusal:
        parser.exit(2, f"{parser.prog}: error: {refusal}\n")


if __name__ == "__main__":
    main()
