"""Generates audio, as the codes of a codec, with a trained model.

    python infer.py --checkpoint out/checkpoint.pt --seconds 10 --out generated.npy

The output is a .npy of whole numbers, (codebooks, frames): the decoder of the codec that made the training data makes sound of it, and is no
part of this package. A model that reads a text or states takes one more argument; --help shows it.
"""

import argparse
from pathlib import Path

import numpy as np
import torch

from config import Blueprint
from data import Refusal, add_condition, asked_condition
from train import default_device, load, positive, usable_device

blueprint = Blueprint()


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Generates audio, as the codes of a codec, with a trained model.")
    parser.add_argument("--checkpoint", type=Path, required=True, help="what train.py wrote; there is no output without training")
    add_condition(parser)
    parser.add_argument("--prompt", type=Path, help="a .npy of codes, (codebooks, frames), to go on from")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long the clip is in all, the prompt included (default: 10, or as many as fit)")
    parser.add_argument("--out", type=Path, default=Path("generated.npy"), help="the file (default: generated.npy)")
    parser.add_argument("--temperature", type=float, default=1.0, help="0 takes the likeliest code (default: 1)")
    parser.add_argument("--top-k", type=positive, default=250, help="draw from so many of the likeliest codes (default: 250)")
    parser.add_argument("--seed", type=int, default=0, help="what draws are made from (default: 0)")
    parser.add_argument("--device", type=usable_device, default=default_device())
    return parser


def generate(args: argparse.Namespace) -> str:
    model, _ = load(args.checkpoint, args.device)
    config = model.config
    prompt = torch.zeros(config.codebooks, 0, dtype=torch.long)
    if args.prompt is not None:
        try:
            prompt = torch.from_numpy(np.load(args.prompt, allow_pickle=False).astype(np.int64))
        except (OSError, ValueError, EOFError) as error:
            raise Refusal(f"{args.prompt} cannot be read: {error}") from error
        if prompt.ndim != 2 or prompt.size(0) != config.codebooks or prompt.size(1) and not 0 <= int(prompt.min()) <= int(prompt.max()) < config.vocab_size:
            raise Refusal(f"{args.prompt} must hold codes from 0 to {config.vocab_size - 1}, of shape ({config.codebooks}, frames)")
    if not args.temperature >= 0:
        raise Refusal(f"--temperature is {args.temperature}, and must be 0 or more")
    room = config.max_seq_len - (config.codebooks - 1) // config.audio_channels
    frames = min(int(args.seconds * blueprint.frame_rate), room)
    if frames <= prompt.size(1):
        raise Refusal(f"{args.seconds} seconds are {frames} frames, and the prompt has {prompt.size(1)}: pass more --seconds")
    torch.manual_seed(args.seed)
    codes = model.generate(prompt[None].to(args.device), *asked_condition(args, config), frames, args.temperature, args.top_k)[0]
    args.out.parent.mkdir(parents=True, exist_ok=True)
    with args.out.open("wb") as file:
        np.save(file, codes.cpu().numpy().astype(np.uint16))
    seconds = frames / blueprint.frame_rate
    return f"{args.out}: {frames:,} frames of {config.codebooks} codes, {seconds:.2f} seconds for a codec at {blueprint.sample_rate:,} Hz"


def main() -> None:
    parser = arguments()
    try:
        print(generate(parser.parse_args()))
    except Refusal as refusal:
        parser.exit(2, f"{parser.prog}: error: {refusal}\n")


if __name__ == "__main__":
    main()
