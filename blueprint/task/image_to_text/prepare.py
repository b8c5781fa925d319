import argparse
from dataclasses import replace

from config import Training
from data import Data, Refusal
from model import Config
from scripts.flags import positive


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sequence-length", type=positive, help="tokens a sequence at most, those of the image included; what is longer is cut")


def prepare(args: argparse.Namespace, config: Config, training: Training) -> tuple[Data, Training]:
    """The images and answers, and the training with what the flags change of its sequences."""
    if args.sequence_length is not None:
        training = replace(training, sequence_length=args.sequence_length)
    if training.sequence_length > config.max_seq_len:
        raise Refusal(f"sequences of {training.sequence_length} tokens do not fit max_seq_len {config.max_seq_len}: pass a shorter --sequence-length")
    return Data(args.data, config, training.sequence_length), training
