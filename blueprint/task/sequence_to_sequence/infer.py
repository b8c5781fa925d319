"""Makes a target of a source with a trained model.

    python infer.py --checkpoint out/checkpoint.pt --source "A long text"
    python infer.py --checkpoint out/checkpoint.pt --tokens "464 2068 7586"

The output is a text where the model was trained on one, else tokens.
"""

import argparse
from pathlib import Path

import torch

from data import Refusal, Token, decode, encode
from train import default_device, load, positive, usable_device


def numbers(text: str) -> list[int]:
    try:
        return [int(word) for word in text.replace(",", " ").split()]
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{error}; tokens are whole numbers with spaces between") from None


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Makes a target of a source with a trained model.")
    parser.add_argument("--checkpoint", type=Path, required=True, help="what train.py wrote; there is no output without training")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--source", help="a text, for a model that was trained on one")
    source.add_argument("--tokens", type=numbers, help="tokens, with spaces between")
    parser.add_argument("--new-tokens", type=positive, help="how many to make, at most (default: those of a target in training)")
    parser.add_argument("--temperature", type=float, default=0.0, help="0 takes the likeliest token (default: 0)")
    parser.add_argument("--top-k", type=positive, help="draw from so many of the likeliest tokens")
    parser.add_argument("--seed", type=int, default=0, help="what draws are made from (default: 0)")
    parser.add_argument("--device", type=usable_device, default=default_device())
    return parser


def generate(args: argparse.Namespace) -> str:
    model, checkpoint = load(args.checkpoint, args.device)
    trained, config = checkpoint["data"], model.config
    if args.source is not None and trained["tokenizer"] != "bytes":
        raise Refusal(f"{args.checkpoint} was trained on tokens whose tokenizer is not here: pass --tokens")
    source = args.tokens if args.source is None else encode(args.source)
    if not source or min(source) < 0 or max(source) >= config.vocab_size:
        raise Refusal(f"the source must hold tokens, each from 0 to {config.vocab_size - 1}")
    if len(source) >= config.max_seq_len:
        raise Refusal(f"a source of {len(source)} tokens and its end do not fit max_seq_len {config.max_seq_len}")
    new_tokens = args.new_tokens or min(trained["target_length"], config.max_seq_len)
    if new_tokens > config.max_seq_len:
        raise Refusal(f"{new_tokens} new tokens do not fit max_seq_len {config.max_seq_len}")
    if not args.temperature >= 0:
        raise Refusal(f"--temperature is {args.temperature}, and must be 0 or more")
    torch.manual_seed(args.seed)
    row = torch.tensor([[*source, Token.END]], device=args.device)
    tokens = model.generate(row, None, Token.PAD, Token.END, new_tokens, args.temperature, args.top_k)[0, 1:].tolist()
    if trained["tokenizer"] == "bytes":
        return decode(tokens)
    return " ".join(map(str, tokens[: tokens.index(Token.END)] if Token.END in tokens else tokens))


def main() -> None:
    parser = arguments()
    try:
        print(generate(parser.parse_args()))
    except Refusal as refusal:
        parser.exit(2, f"{parser.prog}: error: {refusal}\n")


if __name__ == "__main__":
    main()
