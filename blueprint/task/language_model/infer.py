"""Goes on from a prompt with a trained model.

    python infer.py --checkpoint out/checkpoint.pt --prompt "Once upon a time"
    python infer.py --checkpoint out/checkpoint.pt --tokens "464 2068 7586"

The output is the prompt and what follows it: a text where the model was trained on one, else tokens.
"""

import argparse
from pathlib import Path

import torch

from data import Refusal, decode, encode
from train import default_device, load, positive, usable_device


def numbers(text: str) -> list[int]:
    try:
        return [int(word) for word in text.replace(",", " ").split()]
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{error}; tokens are whole numbers with spaces between") from None


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Goes on from a prompt with a trained model.")
    parser.add_argument("--checkpoint", type=Path, required=True, help="what train.py wrote; there is no output without training")
    prompt = parser.add_mutually_exclusive_group(required=True)
    prompt.add_argument("--prompt", help="a text, for a model that was trained on one")
    prompt.add_argument("--tokens", type=numbers, help="tokens, with spaces between")
    parser.add_argument("--new-tokens", type=positive, help="how many to add (default: 200, or as many as fit)")
    parser.add_argument("--temperature", type=float, default=0.8, help="0 takes the likeliest token (default: 0.8)")
    parser.add_argument("--top-k", type=positive, help="draw from so many of the likeliest tokens")
    parser.add_argument("--seed", type=int, default=0, help="what draws are made from (default: 0)")
    parser.add_argument("--device", type=usable_device, default=default_device())
    return parser


def generate(args: argparse.Namespace) -> str:
    model, checkpoint = load(args.checkpoint, args.device)
    is_text = checkpoint["data"]["tokenizer"] == "bytes"
    if args.prompt is not None and not is_text:
        raise Refusal(f"{args.checkpoint} was trained on tokens whose tokenizer is not here: pass --tokens")
    prompt = args.tokens if args.prompt is None else encode(args.prompt)
    vocab_size = model.config.vocab_size
    if not prompt or min(prompt) < 0 or max(prompt) >= vocab_size:
        raise Refusal(f"the prompt must hold tokens, each from 0 to {vocab_size - 1}")
    room = model.config.max_seq_len - len(prompt)
    new_tokens = args.new_tokens or min(200, room)
    if not 0 < new_tokens <= room:
        raise Refusal(f"{len(prompt)} tokens and {new_tokens} new ones do not fit max_seq_len {model.config.max_seq_len}")
    if not args.temperature >= 0:
        raise Refusal(f"--temperature is {args.temperature}, and must be 0 or more")
    torch.manual_seed(args.seed)
    tokens = model.generate(torch.tensor([prompt], device=args.device), new_tokens, args.temperature, args.top_k)[0].tolist()
    return decode(tokens) if is_text else " ".join(map(str, tokens))


def main() -> None:
    parser = arguments()
    try:
        print(generate(parser.parse_args()))
    except Refusal as refusal:
        parser.exit(2, f"{parser.prog}: error: {refusal}\n")


if __name__ == "__main__":
    main()
