import argparse
from dataclasses import replace

from config import Training
from data import Data, Refusal
from model import Config
from scripts.flags import positive


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sequence-length", type=positive, help="tokens of a text at most; what is longer is cut")


def prepare(args: argparse.Namespace, config: Config, training: Training) -> tuple[Data, Training]:
    """The pairs, and the training with what the flags change of its texts."""
    if args.sequence_length is not None:
        training = replace(training, sequence_length=args.sequence_length)
    if training.sequence_length > config.max_seq_len:
        raise Refusal(f"texts of {training.sequence_length} tokens do not fit max_seq_len {config.max_seq_len}: pass a shorter --sequence-length")
    data = Data(args.data, config, training.sequence_length)
    if (there := len(data.splits["train"])) < training.batch_size:
        raise Refusal(f"a batch has {training.batch_size} images, all different, and there are {there} to train on: pass a smaller --batch-size")
    return data, training
