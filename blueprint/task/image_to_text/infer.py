"""Says what is on an image, or answers to a prompt about it, with a trained model.

    python infer.py --checkpoint out/checkpoint.pt --image photo.png
    python infer.py --checkpoint out/checkpoint.pt --image photo.png --prompt "What colour is it?"

The output is the answer, up to its end.
"""

import argparse
from pathlib import Path

import torch

from data import Data, Refusal, decode, load_image, question
from train import default_device, load, positive, usable_device


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Says what is on an image, or answers to a prompt about it, with a trained model.")
    parser.add_argument("--checkpoint", type=Path, required=True, help="what train.py wrote; there is no output without training")
    parser.add_argument("--image", type=Path, required=True, help="a .jpg or .png file")
    parser.add_argument("--prompt", default="", help="as in training; without one the model was to describe the image")
    parser.add_argument("--new-tokens", type=positive, help="how many at most (default: 200, or as many as fit)")
    parser.add_argument("--temperature", type=float, default=0.0, help="0 takes the likeliest token (default)")
    parser.add_argument("--top-k", type=positive, help="draw from so many of the likeliest tokens")
    parser.add_argument("--seed", type=int, default=0, help="what draws are made from (default: 0)")
    parser.add_argument("--device", type=usable_device, default=default_device())
    return parser


def describe(args: argparse.Namespace) -> str:
    model, _ = load(args.checkpoint, args.device)
    head = question(args.prompt, model.config)
    room = model.config.max_seq_len - len(head)
    new_tokens = args.new_tokens or min(200, room)
    if not 0 < new_tokens <= room:
        raise Refusal(f"the image and the prompt, {len(head)} tokens, and {new_tokens} new ones do not fit max_seq_len {model.config.max_seq_len}")
    if not args.temperature >= 0:
        raise Refusal(f"--temperature is {args.temperature}, and must be 0 or more")
    torch.manual_seed(args.seed)
    tokens, image = torch.tensor([head], device=args.device), load_image(args.image, model.config)[None].to(args.device)
    return decode(model.generate(tokens, image, new_tokens, Data.end, args.temperature, args.top_k)[0, len(head) :].tolist())


def main() -> None:
    parser = arguments()
    try:
        print(describe(parser.parse_args()))
    except Refusal as refusal:
        parser.exit(2, f"{parser.prog}: error: {refusal}\n")


if __name__ == "__main__":
    main()
