import argparse
from dataclasses import replace

from config import Training
from data import Data, Refusal
from model import Config
from scripts.flags import positive


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sequence-length", type=positive, help="tokens a sequence; longer texts are cut")


def prepare(args: argparse.Namespace, config: Config, training: Training) -> tuple[Data, Training]:
    """The examples, and the training with what the flags change of its sequences."""
    if args.sequence_length is not None:
        training = replace(training, sequence_length=args.sequence_length)
    if not 4 <= training.sequence_length <= config.max_seq_len:
        raise Refusal(f"sequences have 4 to max_seq_len {config.max_seq_len} tokens, not {training.sequence_length}: pass another --sequence-length")
    data = Data(args.data, config, training.sequence_length)
    data.require()
    return data, training
