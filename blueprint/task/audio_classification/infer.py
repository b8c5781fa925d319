"""Says of which class a recording is, with a trained model.

python infer.py --checkpoint out/checkpoint.pt --audio recording.wav
"""

import argparse
from pathlib import Path

import torch

from data import Refusal, spectrogram
from train import default_device, load, positive, usable_device


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Says of which class a recording is, with a trained model.")
    parser.add_argument("--checkpoint", type=Path, required=True, help="what train.py wrote; there is no output without training")
    parser.add_argument("--audio", type=Path, required=True, help="a PCM .wav at the model's sample rate; what is longer than the model takes is cut off")
    parser.add_argument("--top", type=positive, default=5, help="how many of the likeliest classes to name (default: 5)")
    parser.add_argument("--device", type=usable_device, default=default_device())
    return parser


def classify(args: argparse.Namespace) -> str:
    model, checkpoint = load(args.checkpoint, args.device)
    mel = spectrogram(args.audio, model.config)[None].to(args.device)
    with torch.inference_mode():
        shares = model(mel)[0][0].float().softmax(-1)
    best = shares.topk(min(args.top, shares.numel()))
    names = checkpoint["data"]["classes"]
    return "\n".join(f"{share:.4f}  {names[number]}" for share, number in zip(best.values.tolist(), best.indices.tolist(), strict=True))


def main() -> None:
    parser = arguments()
    try:
        print(classify(parser.parse_args()))
    except Refusal as refusal:
        parser.exit(2, f"{parser.prog}: error: {refusal}\n")


if __name__ == "__main__":
    main()
