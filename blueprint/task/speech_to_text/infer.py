"""Writes down what is said in a recording, with a trained model.

python infer.py --checkpoint out/checkpoint.pt --audio recording.wav
"""

import argparse
from pathlib import Path

import torch

from data import END, START, Refusal, decode, spectrogram
from train import default_device, load, usable_device


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Writes down what is said in a recording, with a trained model.")
    parser.add_argument("--checkpoint", type=Path, required=True, help="what train.py wrote; there is no output without training")
    parser.add_argument("--audio", type=Path, required=True, help="a PCM .wav at the model's sample rate; what is longer than the model takes is cut off")
    parser.add_argument("--device", type=usable_device, default=default_device())
    return parser


def transcribe(args: argparse.Namespace) -> str:
    model, _ = load(args.checkpoint, args.device)
    mel = spectrogram(args.audio, model.config)[None].to(args.device)
    return decode(model.transcribe(mel, torch.tensor([[START]], device=args.device), END)[0].tolist())


def main() -> None:
    parser = arguments()
    try:
        print(transcribe(parser.parse_args()))
    except Refusal as refusal:
        parser.exit(2, f"{parser.prog}: error: {refusal}\n")


if __name__ == "__main__":
    main()
