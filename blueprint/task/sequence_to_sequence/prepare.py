import argparse
from dataclasses import replace

from config import Blueprint, Training
from data import Data, Refusal
from model import Config
from scripts.flags import positive

blueprint = Blueprint()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--source-length", type=positive, help="tokens of a source, at most; what is longer is cut")
    parser.add_argument("--sequence-length", type=positive, help="tokens of a target, at most; what is longer is cut")


def prepare(args: argparse.Namespace, config: Config, training: Training) -> tuple[Data, Training]:
    """The pairs, and the training with what the flags change of its sequences."""
    if args.sequence_length is not None:
        training = replace(training, sequence_length=args.sequence_length)
    source_length = args.source_length or blueprint.source_length
    for flag, length in (("source", source_length), ("sequence", training.sequence_length)):
        if length > config.max_seq_len:
            raise Refusal(f"{length} tokens do not fit max_seq_len {config.max_seq_len}: pass a shorter --{flag}-length")
    data = Data(args.data, config.vocab_size, source_length, training.sequence_length)
    data.require()
    return data, training
